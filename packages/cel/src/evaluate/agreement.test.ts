import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkExpression } from "../check/check.ts";
import { createPartialEvaluator } from "../partial/evaluate-partially.ts";
import { parseExpression } from "../syntax/parse.ts";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { CelError } from "../values/cel-error.ts";
import { CelMap } from "../values/cel-map.ts";
import { values } from "../values/testdata/arbitrary-value.ts";
import { isList, type Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { buildClosure } from "./closures.ts";
import { type CompileOptions, compileChecked, compileExpression } from "./compile-expression.ts";
import type { ProgramMode } from "./make-program.ts";
import { createModuleRuntime, moduleText } from "./module-text.ts";
import type { Program } from "./program.ts";
import { anyExpression, attributeNames, typedExpression } from "./testdata/typed-expression.ts";

// A larger number finds rarer combinations: ORTHRUS_AGREEMENT_EXPRESSIONS=200000.
const numberOfExpressions = Number(process.env.ORTHRUS_AGREEMENT_EXPRESSIONS ?? 20_000);
const batchSize = 25;

const partial = createPartialEvaluator();
const mayGenerate = policyEnvironment.codeGeneration?.isAllowed === true;

test(
  "closures, generated functions, modules and partial evaluation give the same value or the same error",
  () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(choices, { minLength: batchSize, maxLength: batchSize }),
        attributes,
        (batch, odd) => {
          const texts = batch.map((list, i) => (i % 2 === 0 ? typedExpression(list) : anyExpression(list)));
          const pairs = texts.flatMap((text) => compilePair(text) ?? []);
          const tests = testsOfModule(pairs);
          compared += pairs.length;
          for (const pair of pairs) {
            for (const activation of [typical, odd]) expectAgreement(pair, tests, activation);
          }
        },
      ),
      { numRuns: Math.ceil(numberOfExpressions / batchSize) },
    );
    expect(compared).toBeGreaterThan(numberOfExpressions / 2);
  },
  20_000 + numberOfExpressions * 5,
);

const choices: fc.Arbitrary<readonly number[]> = fc
  .uint8Array({ minLength: 4, maxLength: 40 })
  .map((list) => [...list]);

const usual: { readonly [name: string]: Value } = {
  a: "x",
  n: 2,
  text: "acme.hr",
  flag: true,
  list: ["a", "x", 1],
  map: { a: 1, text: "x" },
  at: "2024-05-01T10:00:00Z",
};

const attributes: fc.Arbitrary<object> = fc
  .array(fc.tuple(fc.constantFrom(...attributeNames), fc.option(values, { nil: undefined })), {
    maxLength: 9,
  })
  .map((changes) => {
    const attr = new Map<string, Value>(Object.entries(usual));
    for (const [name, value] of changes) {
      if (value === undefined) attr.delete(name);
      else attr.set(name, value);
    }
    return Object.fromEntries(attr);
  });

const typical: object = usual;

const definitions = { closures: define("closures"), generated: define("generated") };

interface Pair {
  readonly text: string;
  readonly closures: Program;
  readonly generated: Program;
}

function compilePair(text: string): Pair | undefined {
  const ignore = () => {};
  const expression = parseExpression(text, ignore);
  const checked = expression && checkExpression(expression, policyEnvironment, ignore);
  if (checked === undefined) return undefined;
  const [closures, generated] = (["closures", "generated"] as const).map((mode) =>
    compileChecked(text, checked, policyEnvironment, definitions[mode]),
  );
  return closures && generated && { text, closures, generated };
}

function define(mode: ProgramMode): CompileOptions {
  const computed = {
    text: "R.attr.text",
    list: "P.roles + ['x']",
    bad: "R.attr.missing",
    n: "R.attr.n + 1.0",
  };
  const programs = Object.entries(computed).map(([name, text], slot) => {
    const { program } = compileExpression(text, policyEnvironment, { mode });
    return program === undefined ? expect.unreachable(text) : ([name, { slot, program }] as const);
  });
  const constants = new Map<string, Value>([
    ["text", "acme"],
    ["list", ["a", "b"]],
    ["n", 2],
  ]);
  return { mode, computed: new Map(programs), constants };
}

type Test = (activation: Activation) => boolean | CelError;

function testsOfModule(pairs: readonly Pair[]): ReadonlyMap<string, Test> {
  if (!mayGenerate) return new Map(pairs.map(({ text, closures }) => [text, closures.test]));
  const source = moduleText(new Map(pairs.map(({ text, closures }) => [text, closures])));
  // What importing the text does, without a file for every batch.
  const createTests = new Function(`${source.replace(/^export /, "")}return createTests;`)();
  return createTests(createModuleRuntime(policyEnvironment));
}

function expectAgreement(
  { text, closures, generated }: Pair,
  tests: ReadonlyMap<string, Test>,
  attr: object,
): void {
  const run = () => activationFor(attr, { principal: { id: "bob", roles: ["user"], attr } });
  const outcomes = [
    shape(closures.evaluate(run())),
    shape(generated.evaluate(run())),
    shape(closures.test(run())),
    shape(generated.test(run())),
    shape(tests.get(text)?.(run()) ?? null),
  ];
  const partialValue = shape(evaluateKnown(closures, run()));
  const [value, generatedValue, answer, generatedAnswer, moduleAnswer] = outcomes;
  const isSame =
    (isDeepStrictEqual(partialValue, value) || (/\bV\b/.test(text) && areErrors(partialValue, value))) &&
    isDeepStrictEqual(value, generatedValue) &&
    isDeepStrictEqual(answer, generatedAnswer) &&
    isDeepStrictEqual(answer, moduleAnswer);
  if (!isSame) expect({ text, attr, outcomes, partialValue }).toBe("partial = closures = generated = module");
}

/** Partial evaluation with everything known. Values without a literal, such as hierarchies, stay calls of it. */
function evaluateKnown({ operation }: Program, activation: Activation): Value | CelError {
  const result = partial.evaluate(operation, { activation, unknowns: [] });
  return result.kind === "known" ? result.value : buildClosure(result.operation)(activation);
}

// A variable that fails says so; partial evaluation puts its expression in its place, which says why. And where two
// operands fail, it is not always the first that is told when one of them reads variables.
function areErrors(...outcomes: readonly unknown[]): boolean {
  return outcomes.every((outcome) => typeof outcome === "object" && outcome !== null && "error" in outcome);
}

/** A value as data that tells apart everything that matters. */
function shape(value: Value | CelError): unknown {
  if (value instanceof CelError) return { error: value.message };
  if (isList(value)) return value.map(shape);
  if (value instanceof CelMap)
    return { entries: [...value.entries()].map(([key, item]) => [shape(key), shape(item)]) };
  return value;
}
