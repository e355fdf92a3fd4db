/** A macro, which looks like a function but takes names and expressions instead of values, or a form of syntax. */
export interface DocumentedMacro {
  readonly name: string;
  readonly forms: readonly string[];
  readonly about: string;
  readonly example: readonly [expression: string, value: string];
  /** First version of the reference that has it, when newer than 0.51. */
  readonly since?: string;
}

// biome-ignore format: one row per macro
export const macros: readonly DocumentedMacro[] = [
  { name: "has",               forms: ["has(a.b) → bool"],                                                                          about: "whether `b` is there", example: ["has({'a': null}.a)", "true"] },
  { name: "all",               forms: ["list.all(x, bool) → bool", "map.all(k, bool) → bool", "list.all(i, x, bool) → bool", "map.all(k, v, bool) → bool"], about: "every element passes; errors are absorbed by an element that does not", example: ["[1, 2].all(x, x > 0)", "true"] },
  { name: "exists",            forms: ["list.exists(x, bool) → bool", "map.exists(k, bool) → bool", "list.exists(i, x, bool) → bool", "map.exists(k, v, bool) → bool"], about: "some element passes; errors are absorbed by an element that does", example: ["[1, 2].exists(x, x > 1)", "true"] },
  { name: "exists_one",        forms: ["list.exists_one(x, bool) → bool", "map.exists_one(k, bool) → bool", "list.exists_one(i, x, bool) → bool", "map.exists_one(k, v, bool) → bool"], about: "exactly one element passes; an error is an error", example: ["[1, 2].exists_one(x, x > 0)", "false"] },
  { name: "existsOne",         forms: ["list.existsOne(i, x, bool) → bool", "map.existsOne(k, v, bool) → bool", "list.existsOne(x, bool) → bool  // since 0.55"],            about: "the same as `exists_one`", example: ["{'a': 1, 'b': 2}.existsOne(k, v, v == 2)", "true"] },
  { name: "filter",            forms: ["list(A).filter(x, bool) → list(A)", "map(A, B).filter(k, bool) → list(A)"],                   about: "the elements that pass", example: ["[1, 2, 3].filter(x, x > 1)", "[2, 3]"] },
  { name: "map",               forms: ["list.map(x, A) → list(A)", "map.map(k, A) → list(A)", "list.map(x, bool, A) → list(A)", "map.map(k, bool, A) → list(A)"], about: "a value for each element, or for each that passes", example: ["[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"] },
  { name: "sortBy",            forms: ["list(A).sortBy(x, B) → list(A)"],                                                            about: "in the order of a key of each element; equal keys keep their order", example: ["['ccc', 'a', 'bb'].sortBy(x, size(x))", "['a', 'bb', 'ccc']"] },
  { name: "transformList",     forms: ["list.transformList(i, x, A) → list(A)", "map.transformList(k, v, A) → list(A)", "list.transformList(i, x, bool, A) → list(A)", "map.transformList(k, v, bool, A) → list(A)"], about: "a value for each entry, or for each that passes", example: ["['a', 'b'].transformList(i, x, x + string(i))", "['a0', 'b1']"] },
  { name: "transformMap",      forms: ["map(A, B).transformMap(k, v, C) → map(A, C)", "list.transformMap(i, x, A) → map(int, A)", "map(A, B).transformMap(k, v, bool, C) → map(A, C)", "list.transformMap(i, x, bool, A) → map(int, A)"], about: "the same keys with other values, or those that pass", example: ["{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 10)", "{'b': 20}"] },
  { name: "transformMapEntry", forms: ["map.transformMapEntry(k, v, map(A, B)) → map(A, B)", "list.transformMapEntry(i, x, map(A, B)) → map(A, B)", "map.transformMapEntry(k, v, bool, map(A, B)) → map(A, B)", "list.transformMapEntry(i, x, bool, map(A, B)) → map(A, B)"], about: "the entries of the maps that are made for each entry; a key that comes twice is an error", example: ["{'a': 'x'}.transformMapEntry(k, v, {v: k})", "{'x': 'a'}"] },
  { name: "cel.bind",          forms: ["cel.bind(name, A, B) → B"],                                                                   about: "the last expression, with a name for the value of the middle one, which is evaluated once", example: ["cel.bind(x, 'ab', x + x)", "'abab'"] },
  { name: "optMap",            forms: ["optional(A).optMap(x, B) → optional(B)"], since: "0.55",                                       about: "an optional with another value, if there is one", example: ["optional.of(2).optMap(x, x * 10).value()", "20"] },
  { name: "optFlatMap",        forms: ["optional(A).optFlatMap(x, optional(B)) → optional(B)"], since: "0.55",                         about: "the optional that is made of the value, if there is one", example: ["optional.of([1]).optFlatMap(x, x.first()).value()", "1"] },
  { name: "a.?b",              forms: ["map(A, B).?name → optional(B)", "optional(map(A, B)).?name → optional(B)"], since: "0.55",     about: "the value under a name, if there is one", example: ["{'a': 1}.?a.value()", "1"] },
  { name: "[?a]",              forms: ["[?optional(A), A, …] → list(A)"], since: "0.55",                                            about: "a list that leaves out what has no value", example: ["[?optional.none(), 1]", "[1]"] },
  { name: "{?a: b}",           forms: ["{?A: optional(B), A: B, …} → map(A, B)"], since: "0.55",                                    about: "a map that leaves out what has no value", example: ["{?'a': optional.of(1), ?'b': optional.none()}", "{'a': 1}"] },
];
