import { expect, test } from "vitest";
import { compileExpression } from "../evaluate/compile-expression.ts";
import { isEqual } from "../values/equality.ts";
import { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import { allLibraries } from "./all-libraries.ts";
import { createEnvironment } from "./environment.ts";
import { functionDocumentation } from "./function-documentation.ts";

const environment = createEnvironment({ libraries: allLibraries, variables: [] });
const rows = allLibraries.flatMap((library) => library.rows);

function evaluate(text: string): unknown {
  const { program, diagnostics } = compileExpression(text, environment);
  if (program === undefined) return diagnostics;
  return program.evaluate({ now: new Timestamp(1_700_000_000, 0), computed: [] });
}

test.each(functionDocumentation.map(({ name, example }) => [name, ...example] as const))(
  "the example of %s holds: %s gives %s",
  (_, expression, value) => {
    const actual = evaluate(expression);
    const expected = evaluate(value);
    expect([actual, isEqual(actual as Value, expected as Value)]).toEqual([expected, true]);
  },
);

test("every function says what it does and shows it", () => {
  const described = new Set(functionDocumentation.map(({ name }) => name));
  const aliases = ["@sortByAssociatedKeys"];
  const missing = rows
    .map((row) => row.name)
    .filter((name) => !described.has(name) && !aliases.includes(name));
  expect([...new Set(missing)]).toEqual([]);
});

test("what is said is said about a row", () => {
  const signatures = new Set(rows.map(({ name, signature }) => `${name} ${signature}`));
  const unknown = functionDocumentation.filter(
    ({ name, signature }) => !signatures.has(`${name} ${signature}`),
  );
  expect(unknown).toEqual([]);
});
