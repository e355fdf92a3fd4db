/**
 * Expressions that mostly pass the checker, written by a list of choices: equal choices write equal text, and shorter
 * lists or smaller choices write simpler text, so that a failing property shrinks.
 */
export function typedExpression(choices: readonly number[]): string {
  return new ExpressionWriter(choices).write("bool", 4, []);
}

/** The same of any type. */
export function anyExpression(choices: readonly number[]): string {
  const writer = new ExpressionWriter(choices);
  return writer.write(writer.pick(kinds), 4, []);
}

type Kind = "bool" | "int" | "double" | "string" | "list" | "map" | "time" | "span" | "optional" | "dyn";

const kinds: readonly Kind[] = ["bool", "int", "double", "string", "list", "map", "time", "span", "optional", "dyn"];

/** Attributes that expressions read; some are names that every JavaScript object has. */
export const attributeNames: readonly string[] = ["a", "n", "text", "flag", "list", "map", "at", "constructor", "__proto__"];

/** Texts in `{kind}` places are written in turn. The first ones are the simplest. */
// biome-ignore format: one row per kind
const forms: { readonly [kind in Kind]: readonly string[] } = {
  bool: [
    "true", "false", "{dyn}", "{dyn} == {dyn}", "{dyn} == {string}", "{string} == {dyn}", "{dyn} != {int}", "{dyn} == {double}", "{int} == {int}", "{dyn} == null", "null == {dyn}",
    "{bool} && {bool}", "{bool} || {bool}", "{dyn} && {bool}", "{bool} || {dyn}", "!{bool}", "!{dyn}", "{bool} ? {bool} : {bool}", "{dyn} ? {bool} : {dyn}", "{bool} == {dyn}",
    "R.attr.n < 2", "R.attr.n <= 2.0", "R.attr.n > {int}", "R.attr.n >= 2", "R.attr.n == 2", "size(R.attr.list) < 3", "size(R.attr.list) >= {int}", "{local} < 2", "{local} == 'a'", "size(R.attr.list) + {int} == 4", "R.attr.n < P.attr.n",
    "{int} < {int}", "{dyn} > {int}", "{dyn} <= {double}", "{int} >= {dyn}", "{dyn} < {dyn}", "{string} < {string}", "{time} < {time}", "{span} > {span}", "{dyn} < {time}", "{double} > {double}",
    "{dyn} in {list}", "{string} in {dyn}", "{string} in ['a', 'b', 'x']", "{dyn} in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']", "{int} in [1, 2]", "{dyn} in {dyn}", "{string} in {map}", "{dyn} in []",
    "has(R.attr.{name})", "has({dyn}.{name})", "has(P.attr)", "has(V.{var})", "has(G.{var})", "has({map}.{name})",
    "{list}.exists({x}, {bool})", "{list}.all({x}, {bool})", "{dyn}.exists({x}, {bool})", "{dyn}.all({x}, {dyn})", "{list}.exists_one({x}, {bool})", "{map}.exists({x}, {bool})", "{dyn}.exists({k}, {v}, {bool})", "{list}.all({k}, {v}, {bool})",
    "{string}.startsWith({string})", "{dyn}.endsWith({string})", "{string}.contains({dyn})", "{dyn}.matches('^a.*$')", "hasIntersection({list}, {dyn})", "{dyn}.isSubset({list})",
    "hierarchy({dyn}).ancestorOf(hierarchy({string}))", "hierarchy({string}) == {dyn}", "{dyn}.inIPAddrRange('10.0.0.0/8')", "{dyn}.inIPAddrRange('::/0')", "{dyn}.inIPAddrRange({dyn})", "{dyn}.matches({string})",
    "hierarchy({dyn}).descendentOf(hierarchy({dyn}))", "hierarchy({dyn}).siblingOf(hierarchy('acme.hr'))", "hierarchy({dyn}).overlaps(hierarchy({list}))", "hierarchy({string}).immediateParentOf(hierarchy({dyn}))",
    "timestamp({dyn}) < now()", "timestamp({dyn}) >= timestamp({dyn})", "timestamp({dyn}) == timestamp('2024-05-01T10:00:00Z')", "now() - timestamp({dyn}) < duration('1h')", "timestamp({dyn}) - timestamp({dyn}) != {span}", "timeSince(timestamp({dyn})) > duration('-90s')",
    "size({list}.filter({x}, {bool})) > {int}", "size({dyn}.filter({x}, {dyn})) == 1", "int(R.attr.n) % 2 == 0", "int({local}) * 3 - 1 < {int}", "int(R.attr.a) / int(R.attr.n) != 1", "size(R.attr.list) % 2 == int(R.attr.n)", "{dyn} * {dyn} + 1.5 < {dyn}", "{dyn} - {dyn} - {double} * 2.0 >= {dyn}", "R.attr.map[{dyn}] == {dyn}",
    "cel.bind({x}, {dyn}, {bool})", "{optional}.hasValue()", "type({dyn}) == string", "sets.contains({list}, {list})",
  ],
  int: [
    "1", "0", "-3", "7", "9007199254740991", "9223372036854775807", "size({string})", "size({list})", "size({dyn})", "{list}.size()", "size(R.attr.list) + {int}", "size(R.attr.list) * {int} - 3", "size({dyn}) / {int}", "(1 - size(R.attr.list)) % {int}", "{int} + {int}", "{int} - {int}", "{int} * {int}", "{int} / {int}", "{int} % {int}", "-{int}",
    "int({dyn})", "int({double})", "{bool} ? {int} : {int}", "{time}.getFullYear()", "{span}.getHours()", "{string}.indexOf({string})", "cel.bind({x}, {int}, {int})", "[1, 2, 3][{int}]", "int({string})",
  ],
  double: ["1.0", "0.5", "-2.0", "1e300", "{double} + {double}", "{dyn} + {double}", "{double} - {dyn}", "{double} * {double}", "{dyn} / {double}", "-{double}", "double({dyn})", "double({int})", "{bool} ? {double} : {double}"],
  string: ["'a'", "''", "'x'", "'10.1.2.3'", "'acme.hr'", "P.id", "R.kind", "R.scope", "{string} + {string}", "string({int})", "string({dyn})", "{string}.lowerAscii()", "{bool} ? {string} : {string}", "{string}.replace('a', 'b')", "'{name}'", "{string}.charAt({int})", "C.text"],
  list: ["[]", "['a', 'x']", "[1, 2]", "P.roles", "[{dyn}, {dyn}]", "[{string}, {string}]", "[?{optional}, {dyn}]", "{list} + {list}", "{list}.filter({x}, {bool})", "{dyn}.filter({x}, {dyn})", "{list}.map({x}, {dyn})", "{dyn}.map({x}, {bool}, {dyn})", "{string}.split('.')", "{list}.transformList({k}, {v}, {dyn})", "{list}.sortBy({x}, {dyn})", "{dyn}.sortBy({x}, {int})", "{list}.distinct()", "intersect({list}, {dyn})", "{list}.slice(0, {int})", "C.list"],
  map: ["{}", "{'a': {dyn}}", "{{string}: {int}, 'x': {dyn}}", "{?'a': {optional}}", "{list}.transformMap({k}, {v}, {dyn})", "{list}.transformMapEntry({k}, {v}, {{v}: {k}})", "{map}.transformMap({k}, {v}, {bool}, {dyn})", "P.attr", "dyn(V)", "dyn(C)", "dyn(G)"],
  time: ["timestamp(0)", "timestamp('2024-05-01T10:00:00Z')", "now()", "timestamp({dyn})", "{time} + {span}", "{time} - {span}"],
  span: ["duration('1h')", "duration('-90s')", "timeSince({time})", "{time} - {time}", "{span} + {span}", "-{span}"],
  optional: ["optional.none()", "optional.of({dyn})", "R.attr.?{name}", "V.?{var}", "C.?{var}", "{map}[?{string}]", "{dyn}.?{name}", "{list}[?{int}]", "{optional}.optMap({x}, {dyn})", "{optional}.optFlatMap({x}, {optional})", "{optional}.or({optional})", "optional.ofNonZeroValue({dyn})"],
  dyn: [
    "R.attr.{name}", "P.attr.{name}", "R.attr['{name}']", "R.attr.{name}.{name}", "R.attr.map.{name}", "R.attr.list[0]", "R.attr.list[{int}]", "R.attr[{string}]", "{dyn}[{dyn}]", "{map}[{string}]", "{map}.{name}", "V.{var}", "G.{var}", "C.{var}", "V.{var}",
    "{local}", "{local}", "{local}", "{local}.{name}", "dyn({bool})", "dyn({int})", "dyn({string})", "dyn({list})", "dyn({time})", "dyn({map})", "dyn(1u)", "dyn(b'a')", "{bool} ? {dyn} : {dyn}", "{optional}.orValue({dyn})", "{optional}.value()", "cel.bind({x}, {dyn}, {dyn})", "-{dyn}", "{dyn} + {dyn}", "{dyn} - {int}", "{dyn} % {int}", "request.resource", "P", "R.attr", "dyn(hierarchy({string}))", "dyn({double})", "type({dyn})",
  ],
};

class ExpressionWriter {
  readonly #choices: readonly number[];
  #at = 0;
  #names = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  pick<Item>(items: readonly Item[]): Item {
    const [first] = items;
    const item = items[(this.#choices[this.#at++] ?? 0) % items.length] ?? first;
    if (item === undefined) throw new RangeError("nothing to choose from");
    return item;
  }

  write(kind: Kind, depth: number, scope: readonly string[]): string {
    const all = forms[kind];
    const isLast = depth === 0 || this.#at >= this.#choices.length;
    const form = this.pick(isLast ? all.filter((text) => isTerminal(text)) : all);
    // Names that a form introduces are visible in all of it; where they are not, the checker says so.
    const inner = [...scope];
    const names = new Map<string, string>();
    const text = form.replace(/\{(x|k|v)\}/g, (_, letter: string) => {
      const name = names.get(letter) ?? `${letter}${this.#names++}`;
      if (!names.has(letter)) inner.push(name);
      names.set(letter, name);
      return name;
    });
    const filled = text.replace(/\{([a-z]+)\}/g, (place, name: string) => this.#fill(place, name, depth, inner));
    return isAtom(filled) ? filled : `(${filled})`;
  }

  #fill(place: string, name: string, depth: number, scope: readonly string[]): string {
    if (name === "name") return this.pick(attributeNames);
    if (name === "var") return this.pick(["text", "list", "bad", "n", "missing"]);
    if (name === "local") return scope.length === 0 ? "R.attr.a" : this.pick(scope);
    const kind = kinds.find((known) => known === name);
    return kind === undefined ? place : this.write(kind, depth - 1, scope);
  }
}

// Nothing in it is written in turn but names.
function isTerminal(form: string): boolean {
  return !kinds.some((kind) => form.includes(`{${kind}}`)) && !/\{[xkv]\}/.test(form);
}

function isAtom(text: string): boolean {
  return /^[\w.]+$/.test(text) || /^'[^']*'$/.test(text);
}
