import { expect, test } from "vitest";
import { celGoCases } from "../testdata/cel-go-cases.ts";
import { policyFunctions } from "../testdata/specification-environment.ts";
import { CelError } from "../values/cel-error.ts";
import { Timestamp } from "../values/timestamp.ts";
import { compileExpression } from "./compile-expression.ts";

// Cases with variables cannot be run: what the variables hold is not recorded.
const cases = celGoCases("comprehensions").filter(({ text }) => !/\b[mxy](\.|\[)/.test(text));

function outcome(text: string): string {
  const { program, diagnostics } = compileExpression(text, policyFunctions);
  if (program === undefined) return diagnostics.map(({ message }) => message).join("; ");
  const value = program.evaluate({ now: new Timestamp(0, 0), computed: [] });
  return value instanceof CelError ? value.message : String(value);
}

const mistakes = cases.filter(({ text }) => outcome(text) !== "true");

test("cel-go's comprehensions are true", () => {
  expect(cases.length - mistakes.length).toBe(49);
});

test.each([
  ["[].all(i, i, i < i)", "duplicate variable name: i"],
  ["[].all(__result__, i, __result__ < i)", "iteration variable overwrites accumulator variable"],
  ["[].all(j, i.k, j < i.k)", "argument must be a simple name"],
  [
    "1.all(j, k, j < k)",
    "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
  ],
  [
    "{}.transformMapEntry(j, k, 'bad filter', {k: j})",
    "found no matching overload for '_?_:_' applied to '(string, map(dyn, dyn), map(dyn, dyn))'",
  ],
  [
    "[1, 2].transformList(i, v, v % 2 == 0 ? [v] : v)",
    "found no matching overload for '_?_:_' applied to '(bool, list(int), int)'",
  ],
  ["[1, 1].transformMapEntry(i, v, {v: i})", "insert failed: key 1 already exists"],
  ["[0, 0u].transformMapEntry(i, v, {v: i})", "insert failed: key 0 already exists"],
])("of its mistakes %s is %j", (text, expected) => {
  expect(mistakes.find((recorded) => recorded.text === text) && outcome(text)).toBe(expected);
});

test("its other mistakes are of the same kinds", () => {
  const kinds =
    /^(argument must be a simple name|iteration variable|duplicate variable|expression of type|found no matching overload|insert failed)/;
  // One case is no mistake: its value is a map.
  const others = mistakes.filter(({ text }) => !kinds.test(outcome(text)));
  expect(others.map(({ text }) => text)).toEqual([
    "{'a': 'world', 'b': 'hello'}.transformMap(i, v, i == 'a' ? v.upperAscii() : v)",
  ]);
});
