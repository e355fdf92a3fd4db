import { expect, test } from "vitest";
import { compileExpression } from "../evaluate/compile-expression.ts";
import type { ProgramMode } from "../evaluate/make-program.ts";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { isCelError } from "./cel-error.ts";

const text = "a".repeat(100_000);
const list = Array.from({ length: 1000 }, (_, i) => i);

/** `x0` is a value, and each name after it two of the one before. */
function doubled(start: string, twice: (name: string) => string, times: number, body: string): string {
  const names = Array.from({ length: times }, (_, i) => `cel.bind(x${i + 1}, ${twice(`x${i}`)}, `);
  return `cel.bind(x0, ${start}, ${names.join("")}${body}${")".repeat(times + 1)}`;
}

const sum = (name: string) => `${name} + ${name}`;
const pair = (name: string) => `[${name}, ${name}]`;
const tooLong = "texts are limited to 10000000 characters";
const tooMany = "lists are limited to 1000000 elements";
const modes: readonly ProgramMode[] = ["closures", "generated"];

// biome-ignore format: one row per way to grow
const growing: readonly (readonly [title: string, expression: string, message: string])[] = [
  ["texts",             doubled("R.attr.text", sum, 60, "size(x60) > 0"),                    tooLong],
  ["bytes",             doubled("bytes(R.attr.text)", sum, 60, "size(x60) > 0"),             tooLong],
  ["lists",             doubled("R.attr.list", sum, 60, "size(x60) > 0"),                    tooMany],
  ["joined texts",      "lists.range(100000).map(i, R.attr.text).join(R.attr.text) == ''",    tooLong],
  ["a replaced text",   "R.attr.text.replace('a', R.attr.text) == ''",                       tooLong],
  ["a text everywhere", "R.attr.text.replace('', R.attr.text) == ''",                        tooLong],
  ["a text many times", "R.attr.text.replace('a', R.attr.text, 1000) == ''",                 tooLong],
  ["a replaced match",  "regex.replace(R.attr.text, 'a', R.attr.text) == ''",                tooLong],
  ["a repeated group",  `regex.replace(R.attr.text, 'a+', '${"\\\\0".repeat(1000)}') == ''`, tooLong],
  ["a format",          `'${"%s".repeat(200)}'.format([${Array(200).fill("R.attr.text").join(", ")}]) == ''`, tooLong],
  ["a formatted list",  doubled("[1]", pair, 40, "'%s'.format([x40]) == ''"),                tooLong],
  ["a flat list",       doubled("[1]", pair, 40, "size(x40.flatten(100)) > 0"),              tooMany],
  ["JSON",              doubled("[1]", pair, 40, "json.encode(x40) == ''"),                  "a value of more than 1000000 parts cannot be represented in JSON"],
];

test.each(growing.flatMap((row) => modes.map((mode) => [mode, ...row] as const)))(
  "as %s, %s that grow without end are an error",
  (mode, _, expression, message) => {
    const { program, diagnostics } = compileExpression(expression, policyEnvironment, { mode });
    const value = program?.test(activationFor({ text, list }));
    expect(isCelError(value) ? value.message : diagnostics).toBe(message);
  },
);

// biome-ignore format: one row per case
test.each([
  ["size(R.attr.text + R.attr.text)",                    200_000n],
  ["size(R.attr.text.replace('a', 'bcd'))",              300_000n],
  ["size(R.attr.text.replace('a', '0123456789', 3))",    100_027n],
  ["size(R.attr.text.replace('', '-'))",                 200_001n],
  ["size(R.attr.text.replace('', '-', 2))",              100_002n],
  ["size(R.attr.list.map(i, [[i]]).flatten(2))",         1000n],
  ["size(R.attr.list.map(i, [[i]]).flatten(0))",         1000n],
  ["size(R.attr.list + R.attr.list)",                    2000n],
])("%s is %s", (expression, size) => {
  expect(compileExpression(expression, policyEnvironment).program?.evaluate(activationFor({ text, list }))).toBe(size);
});
