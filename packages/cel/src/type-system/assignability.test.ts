import { expect, test } from "vitest";
import { assign, joinTypes, substitute } from "./assignability.ts";
import { showType } from "./show-type.ts";
import { readSignature, readType } from "./signature.ts";
import { dynType } from "./type.ts";

function resultOf(signatureText: string, ...args: readonly string[]): string | undefined {
  const { parameters, result } = readSignature(signatureText);
  const known = assign(args.map(readType), parameters, new Map());
  return known && showType(substitute(result, known, () => dynType));
}

test.each([
  ["(A, A) A", ["int", "int"], "int"],
  ["(A, A) A", ["int", "string"], undefined],
  ["(A, A) A", ["int", "dyn"], "dyn"],
  ["(A, A) A", ["dyn", "int"], "dyn"],
  ["(A, A) A", ["null", "timestamp"], "null"],
  ["(A, A) A", ["timestamp", "null"], "timestamp"],
  ["(A, A) A", ["null", "int"], undefined],
  ["(A, A) A", ["type(int)", "type(string)"], "type(string)"],
  ["(list(A), list(A)) list(A)", ["list(int)", "list(string)"], undefined],
  ["(list(A), list(A)) list(A)", ["dyn", "list(string)"], "list(string)"],
  ["(list(A), list(A)) list(A)", ["list(dyn)", "list(string)"], "list(dyn)"],
  ["(map(A, B), A) B", ["map(string, int)", "string"], "int"],
  ["(map(A, B), A) B", ["map(string, int)", "int"], undefined],
  ["(optional(A)) A", ["optional(int)"], "int"],
  ["(optional(A)) A", ["null"], "dyn"],
  ["(cerbos.lib.hierarchy) bool", ["null"], "bool"],
  ["(cerbos.lib.hierarchy) bool", ["cerbos.lib.spiffeID"], undefined],
  ["(int) bool", ["dyn"], "bool"],
  ["(int) bool", ["uint"], undefined],
  ["(int, int) bool", ["int"], undefined],
])("%s of %j gives %s", (signature, args, result) => {
  expect(resultOf(signature, ...args)).toBe(result);
});

test.each([
  ["int", "int", "int"],
  ["int", "string", "dyn"],
  ["int", "dyn", "dyn"],
  ["null", "cerbos.lib.hierarchy", "cerbos.lib.hierarchy"],
  ["cerbos.lib.hierarchy", "null", "null"],
  ["list(int)", "list(string)", "dyn"],
  ["list(int)", "list(dyn)", "list(dyn)"],
  ["map(string, dyn)", "map(string, int)", "map(string, dyn)"],
])("%s and %s in one list make %s", (left, right, joined) => {
  expect(showType(joinTypes(readType(left), readType(right), new Map())[0])).toBe(joined);
});
