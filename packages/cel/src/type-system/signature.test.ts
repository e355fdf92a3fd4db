import { expect, test } from "vitest";
import { readSignature } from "./signature.ts";
import {
  boolType,
  dynType,
  intType,
  listType,
  mapType,
  opaqueType,
  optionalType,
  stringType,
  typeParameter,
} from "./type.ts";

const a = typeParameter("A");
const hierarchy = opaqueType("cerbos.lib.hierarchy");

test.each([
  ["(A, A) bool", { member: false, parameters: [a, a], result: boolType }],
  ["() dyn", { member: false, parameters: [], result: dynType }],
  ["list(A).(int) A", { member: true, parameters: [listType(a), intType], result: a }],
  [
    "string.(string, int) int",
    { member: true, parameters: [stringType, stringType, intType], result: intType },
  ],
  [
    "map(string, dyn).() list(A)",
    { member: true, parameters: [mapType(stringType, dynType)], result: listType(a) },
  ],
  [
    "cerbos.lib.hierarchy.(cerbos.lib.hierarchy) bool",
    { member: true, parameters: [hierarchy, hierarchy], result: boolType },
  ],
  ["optional_type(A).(A) A", { member: true, parameters: [optionalType(a), a], result: a }],
])("%s is a signature", (text, signature) => {
  expect(readSignature(text)).toEqual(signature);
});

test.each([["(int"], ["(int)"], ["list.(int) int"], ["(number) bool"], ["(int) int int"], ["map(A) int"]])(
  "%s is a mistake",
  (text) => {
    expect(() => readSignature(text)).toThrow(TypeError);
  },
);
