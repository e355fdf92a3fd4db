import { readFileSync } from "node:fs";
import {
  type Activation,
  type Compilation,
  type CompileOptions,
  compileExpression,
  isCelError,
  type ProgramMode,
  Timestamp,
  type Value,
} from "@orthrus/cel";
import { createConditionEnvironment } from "@orthrus/policy";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { conditionsPage, renderConditions } from "./render-conditions.ts";

const page = readFileSync(conditionsPage, "utf8");

test("the page on conditions is rendered from the current tables", () => {
  expect(page).toBe(renderConditions());
});

interface PageExample {
  readonly expression: string;
  /** Another expression, or what is said instead of a value. */
  readonly says: string;
}

const examples: readonly PageExample[] = [
  // Rows of two columns in the introduction, in which `|` is escaped.
  ...Array.from(
    page.matchAll(/^\| `([^`]+)` \| ((?:fails: |does not compile: )?`[^`]+`) \|$/gm),
    ([, expression = "", says = ""]) => ({ expression: expression.replaceAll("\\|", "|"), says }),
  ),
  // The last words about each function.
  ...Array.from(page.matchAll(/ `([^`]+)` is (`[^`]+`)\.$/gm), ([, expression = "", says = ""]) => ({
    expression,
    says,
  })),
];

const environment = createConditionEnvironment();
const request = JSON.parse(blockOf("json"));
const definitions = parse(blockOf("yaml"));

test("there is an example for everything", () => {
  expect(examples.length).toBeGreaterThan(page.match(/^### /gm)?.length ?? 0);
});

for (const mode of ["closures", "generated"] as const) {
  test.each(examples)(`$expression is or says $says, ${mode}`, ({ expression, says }) => {
    const { program, diagnostics } = compile(expression, mode);
    const outcome = program?.evaluate(activation());
    const said = /^(?:fails|does not compile): `(.*)`$/.exec(says)?.[1];
    if (says.startsWith("fails")) expect(isCelError(outcome) && outcome.message).toBe(said);
    else if (program === undefined) expect(diagnostics.map(({ message }) => message)).toEqual([said]);
    else expect(outcome).toEqual(wantedValue(says.slice(1, -1), mode));
  });
}

function wantedValue(expression: string, mode: ProgramMode): unknown {
  const { program } = compile(expression, mode);
  return program === undefined ? expect.unreachable(expression) : program.evaluate(activation());
}

function compile(expression: string, mode: ProgramMode): Compilation {
  const { constants, variables } = definitions;
  const known = new Map<string, Value>(Object.entries(constants.local));
  const computed: CompileOptions["computed"] = new Map(
    Object.entries<string>(variables.local).flatMap(([name, text], slot) => {
      const { program } = compileExpression(text, environment, { mode, constants: known });
      return program === undefined ? [] : [[name, { slot, program }] as const];
    }),
  );
  return compileExpression(expression, environment, { mode, constants: known, computed });
}

function activation(): Activation {
  const { principal, resource, auxData } = request;
  return {
    principal: { ...principal, attributes: principal.attr },
    resource: { ...resource, attributes: resource.attr },
    auxData,
    runtime: { effectiveDerivedRoles: [] },
    globals: {},
    now: new Timestamp(Date.parse("2026-03-01T12:00:00Z") / 1000, 0),
    computed: [],
  };
}

function blockOf(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
}
