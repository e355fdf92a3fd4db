import type { SimpleTest } from "@bufbuild/cel-spec/cel/expr/conformance/test/simple_pb.js";
import { getConformanceSuite, type IncrementalTestSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { describe, expect, test } from "vitest";
import {
  specificationGaps,
  specificationSkippedExpressions,
  specificationSkippedFiles,
} from "../../../../conformance/known-gaps.ts";
import { checkExpression } from "../check/check.ts";
import type { Report } from "../source/diagnostic.ts";
import { parseExpression } from "../syntax/parse.ts";
import { celType, environmentOf, policyFunctions } from "../testdata/specification-environment.ts";
import { celValue, isSame } from "../testdata/specification-values.ts";
import { showType } from "../type-system/show-type.ts";
import { dynType, type Type } from "../type-system/type.ts";
import { CelError } from "../values/cel-error.ts";
import { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { compileExpression } from "./compile-expression.ts";
import { createModuleRuntime, moduleText } from "./module-text.ts";
import type { Program } from "./program.ts";

type BackEnd = "closures" | "generated" | "module";

for (const [name, reason] of specificationSkippedFiles)
  console.log(`skipped: ${name} of the specification, because: ${reason}`);
for (const { pattern, reason } of specificationSkippedExpressions)
  console.log(`skipped: ${pattern}, because: ${reason}`);

/** The variable of the module cases that holds the expected value. */
const wantedName = "wanted";
const gaps = new Set(specificationGaps.flatMap(({ cases }) => cases));
const files = getConformanceSuite().suites.map((file) => ({
  name: file.name,
  cases: casesOf(file, file.name),
}));
const usable = files
  .filter(({ name }) => !specificationSkippedFiles.has(name))
  .map(({ name, cases }) => ({ name, cases: cases.filter(([, original]) => !isSkipped(original)) }));
const moduleTests = await importTests(usable.flatMap(({ cases }) => cases));

test("every known gap is a case", () => {
  const names = new Set(files.flatMap(({ cases }) => cases.map(([name]) => name)));
  expect([...gaps].filter((name) => !names.has(name))).toEqual([]);
});

for (const backEnd of ["closures", "generated", "module"] as const) {
  for (const { name: file, cases } of usable) {
    describe(`CEL specification, ${backEnd}: ${file}`, () => {
      for (const [name, original] of cases) {
        const run = gaps.has(name) ? test.fails : test;
        run(`${name} ${original.expr}`, () => {
          const outcome = outcomeOf(name, original, backEnd);
          expect(meets(original, outcome), explain(outcome)).toBe(true);
        });
      }
    });
  }
}

type Case = readonly [name: string, original: SimpleTest];

function casesOf(suite: IncrementalTestSuite, prefix: string): readonly Case[] {
  const names = new Map<string, number>();
  const own = suite.tests.map(({ original }) => {
    const name = `${prefix}/${original.name}`;
    const repeat = (names.get(name) ?? 0) + 1;
    names.set(name, repeat);
    return [repeat === 1 ? name : `${name} (${repeat})`, original] as const;
  });
  return [...own, ...suite.suites.flatMap((inner) => casesOf(inner, `${prefix}/${inner.name}`))];
}

function isSkipped({ expr }: SimpleTest): boolean {
  return specificationSkippedExpressions.some(({ pattern }) => pattern.test(expr));
}

type Outcome = { readonly type: Type; readonly value: Value | CelError } | { readonly problems: string };

function outcomeOf(name: string, original: SimpleTest, backEnd: BackEnd): Outcome {
  if (original.checkOnly) return checkOnly(original);
  const mode = backEnd === "generated" ? "generated" : "closures";
  const { program, diagnostics } = compileExpression(original.expr, environmentOf(original), { mode });
  if (program === undefined) return { problems: diagnostics.map(({ message }) => message).join("; ") };
  if (backEnd === "module") return { type: program.type, value: moduleOutcome(name, original) };
  return { type: program.type, value: program.evaluate(activationOf(original)) };
}

function checkOnly(original: SimpleTest): Outcome {
  const problems: string[] = [];
  const report: Report = ({ message }) => problems.push(message);
  const expression = parseExpression(original.expr, report);
  const checked = expression && checkExpression(expression, environmentOf(original), report);
  const type = checked?.types.get(checked.expression);
  return type === undefined ? { problems: problems.join("; ") } : { type, value: null };
}

/** A module gives truths only, so it compares with the expected value itself. */
function moduleOutcome(name: string, original: SimpleTest): Value | CelError {
  const wanted = expectedValue(original) ?? null;
  const truth = moduleTests.get(name)?.({ ...activationOf(original), [wantedName]: wanted }) ?? false;
  return truth === true ? wanted : truth;
}

/** Compiles all cases into one module and imports it, as a build does. */
async function importTests(
  cases: readonly Case[],
): Promise<ReadonlyMap<string, (activation: Activation) => boolean | CelError>> {
  const source = moduleText(new Map(cases.flatMap(([name, original]) => comparison(name, original))));
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const { createTests } = await import(/* @vite-ignore */ url);
  return createTests(createModuleRuntime(policyFunctions));
}

function comparison(name: string, original: SimpleTest): readonly (readonly [string, Program])[] {
  if (original.checkOnly) return [];
  const environment = environmentOf(original);
  const variables = new Map(environment.declarations.variables);
  variables.set(wantedName, {
    name: wantedName,
    type: dynType,
    source: { kind: "path", path: [wantedName] },
  });
  const { program } = compileExpression(`dyn(\n${original.expr}\n) == ${wantedName}`, {
    ...environment,
    declarations: { ...environment.declarations, variables },
  });
  return program === undefined ? [] : [[name, program]];
}

function activationOf(original: SimpleTest): Activation {
  const bindings = Object.entries(original.bindings).map(([name, { kind }]) => [
    name,
    kind.case === "value" ? celValue(kind.value) : undefined,
  ]);
  return { ...Object.fromEntries(bindings), now: new Timestamp(0, 0), computed: [] };
}

function expectedValue({ resultMatcher }: SimpleTest): Value | undefined {
  switch (resultMatcher.case) {
    case "value":
      return celValue(resultMatcher.value);
    case "typedResult":
      return resultMatcher.value.result && celValue(resultMatcher.value.result);
    case undefined:
      return true;
    default:
      return undefined;
  }
}

function meets(original: SimpleTest, outcome: Outcome): boolean {
  const { resultMatcher: expected } = original;
  if (expected.case === "evalError" || expected.case === "anyEvalErrors")
    return "problems" in outcome || outcome.value instanceof CelError;
  if ("problems" in outcome) return false;
  const deduced = expected.case === "typedResult" ? expected.value.deducedType : undefined;
  if (deduced !== undefined && showType(outcome.type) !== showType(celType(deduced))) return false;
  const wanted = expectedValue(original);
  return original.checkOnly || wanted === undefined || isSame(outcome.value, wanted);
}

function explain(outcome: Outcome): string {
  if ("problems" in outcome) return outcome.problems;
  const { value, type } = outcome;
  return value instanceof CelError ? value.message : `${showType(type)} ${String(value)}`;
}
