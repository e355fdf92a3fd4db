import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Activation } from "../evaluate/activation.ts";
import { buildClosure } from "../evaluate/closures.ts";
import { type CompileOptions, compileExpression } from "../evaluate/compile-expression.ts";
import type { Operation } from "../evaluate/operation.ts";
import type { Program } from "../evaluate/program.ts";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { isCelError } from "../values/cel-error.ts";
import { valueToJson } from "../values/json.ts";
import type { Value } from "../values/value.ts";
import { createPartialEvaluator } from "./evaluate-partially.ts";
import type { Interest } from "./interest.ts";
import type { PartialActivation } from "./partial-activation.ts";
import type { PartialResult } from "./partial-result.ts";

function compile(text: string, options: CompileOptions = {}): Program {
  const { program, diagnostics } = compileExpression(text, policyEnvironment, options);
  return program ?? expect.unreachable(`${text}: ${diagnostics.map(({ message }) => message).join(", ")}`);
}

const principal = {
  id: "bob",
  roles: ["user"],
  attr: { n: 1, list: ["a", "b"], none: [], map: { a: 1, b: 2 } },
};

function partly(provided: object, changes: Partial<PartialActivation> = {}): PartialActivation {
  return {
    activation: activationFor(provided, { principal }),
    unknowns: [
      { path: ["resource", "id"] },
      { path: ["resource", "attr"], provided: new Set(Object.keys(provided)), isJson: true },
    ],
    ...changes,
  };
}

function evaluate(text: string, provided: object = {}, options: CompileOptions = {}): PartialResult {
  return createPartialEvaluator().evaluate(compile(text, options).operation, partly(provided));
}

function evaluateFor(interest: Interest, text: string): PartialResult {
  return createPartialEvaluator().evaluate(compile(text).operation, partly({}), interest);
}

/** A value as JSON, the text of an error after `!`, or `?` for what is not known. */
function outcome(result: PartialResult): unknown {
  return result.kind === "residual" ? "?" : shown(result.value);
}

function shown(value: ReturnType<Program["evaluate"]>): unknown {
  return isCelError(value) ? "!error" : valueToJson(value as Value);
}

// biome-ignore format: one row per expression
test.each([
  ["R.attr.x", "?"],
  ["R.attr['x']", "?"],
  ["R.attr", "?"],
  ["R", "?"],
  ["R.id", "?"],
  ["request.resource.attr.x", "?"],
  ["R.kind", "document"],
  ["P.attr.n", 1],
  ["P.attr.nope", "!error"],
  ["P.attr.nope == R.attr.x", "!error"],
  ["P.attr.nope == 1 || R.attr.x", "?"],
  ["R.attr.x && false", false],
  ["R.attr.x || true", true],
  ["R.attr.x && P.attr.nope", "?"],
  ["R.attr.x in P.attr.none", "?"],
  ["R.attr.x in P.attr.n", "!error"],
  ["R.attr.x + 1", "!error"],
  ["R.attr.x + 1.0", "?"],
  ["R.attr.x % 2", "!error"],
  ["R.attr.x.y[0] - 1u", "!error"],
  ["R.attr.x < timestamp('2024-01-01T00:00:00Z')", "!error"],
  ["R.attr.x == timestamp('2024-01-01T00:00:00Z')", "?"],
  ["P.attr.nope in []", "!error"],
  ["P.attr.n == 1 ? R.kind : R.attr.x", "document"],
  ["P.attr.list.exists(i, i == 'a')", true],
  ["P.attr.list.exists(i, i == R.attr.x)", "?"],
  ["P.attr.none.exists(i, i == R.attr.x)", false],
  ["P.attr.none.all(i, i == R.attr.x)", true],
  ["R.attr.l.exists(i, true)", "?"],
  ["cel.bind(b, P.attr.n, b + 1.0)", 2],
  ["cel.bind(b, R.attr.x, P.attr.n)", 1],
  ["cel.bind(b, P.attr.nope, true)", true],
  ["optional.of(R.attr.x).orValue(1)", "?"],
  ["P.attr.?n.orValue(R.attr.x)", 1],
  ["P.attr.?nope.orValue(R.attr.x)", "?"],
  ["has(R.attr.x)", "?"],
  ["has(P.attr.n)", true],
  ["runtime.effectiveDerivedRoles", []],
  ["G.region", "eu"],
])("without any attribute of the resource, %s is %j", (text, expected) => {
  expect(outcome(evaluate(text))).toEqual(expected);
});

// biome-ignore format: one row per expression
test.each([
  ["R.attr.x", 1],
  ["R.attr['x']", 1],
  ["has(R.attr.x)", true],
  ["has(R.attr.a.b) && !has(R.attr.a.c)", true],
  ["R.attr.a.c", "!error"],
  ["R.attr", "?"],
  ["has(R.attr.y)", "?"],
  ["R.attr[P.id]", "?"],
])("where x and a are provided, %s is %j", (text, expected) => {
  expect(outcome(evaluate(text, { x: 1, a: { b: 2 } }))).toEqual(expected);
});

// biome-ignore format: one row per expression
test.each<readonly [string, string, unknown]>([
  ["truth", "R.attr.x in P.attr.none", false],
  ["truth", "!(R.attr.x in P.attr.none)", "?"],
  ["truth", "!!(R.attr.x in P.attr.none)", false],
  ["truth", "R.attr.y && R.attr.x in P.attr.none", false],
  ["truth", "(R.attr.x in P.attr.none) ? true : R.attr.y", "?"],
  ["falsity", "R.attr.x in P.attr.none", "?"],
  ["truth", "R.attr.x && P.attr.nope", false],
  ["truth", "!(R.attr.x || P.attr.nope)", false],
  ["falsity", "R.attr.x || P.attr.nope", true],
  ["decision", "R.attr.x || P.attr.nope", "?"],
  ["truth", "R.attr.x == b'a'", false],
  ["falsity", "R.attr.x == b'a'", "?"],
  ["falsity", "R.attr.x != b'a'", true],
] as const)("where only %s matters, %s is %j", (interest, text, expected) => {
  expect(outcome(evaluateFor(interest as Interest, text))).toEqual(expected);
});

describe("variables", () => {
  const definitions = (texts: Readonly<Record<string, string>>): CompileOptions => {
    const computed = new Map<string, { slot: number; program: Program }>();
    for (const [name, text] of Object.entries(texts)) {
      computed.set(name, { slot: computed.size, program: compile(text, { computed: new Map(computed) }) });
    }
    return { computed };
  };

  test.each([
    ["V.known == 1", true],
    ["V.unknown == 1", "?"],
    ["V.both || true", true],
    ["has(V.known)", true],
    ["has(V.unknown)", "?"],
    ["has(V.sum)", "?"],
    ["has(V.failing)", false],
    ["dyn(V) == {}", "?"],
    ["V.?known.hasValue()", true],
    ["V.?failing.hasValue()", false],
    ["V.?unknown.orValue(1.0) == 1.0", "?"],
  ])("%s is %j", (text, expected) => {
    const options = definitions({
      known: "P.attr.n",
      unknown: "R.attr.x",
      both: "V.known == V.unknown",
      sum: "R.attr.x + 1.0",
      failing: "P.attr.nope + 1.0",
    });
    expect(outcome(evaluate(text, {}, options))).toEqual(expected);
  });

  test("bring macros that stay apart from those around them", () => {
    const options = definitions({ macro: "R.attr.m.exists(i, i == 1.0)" });
    const text = "R.attr.l.exists(i, V.macro && V.macro && i == 2.0)";
    const { operation } = rest(evaluate(text, {}, options));
    const run = buildClosure(operation);
    expect(run(activationFor({ m: [1], l: [3, 2] }, { principal }))).toBe(true);
  });

  test("that double each other too often are refused", () => {
    const texts: Record<string, string> = { v0: "R.attr.x" };
    for (let index = 1; index <= 20; index++) texts[`v${index}`] = `V.v${index - 1} + V.v${index - 1}`;
    expect(() => evaluate("V.v20 == 1", {}, definitions(texts))).toThrow(RangeError);
  });
});

test("fields can stand for other expressions, in macros too", () => {
  const replacement = compile("R.attr.names.filter(i, i != 'x')").operation;
  const known = partly(
    {},
    { replacements: [{ path: ["runtime", "effectiveDerivedRoles"], operation: replacement }] },
  );
  const text = "R.attr.l.exists(i, i in runtime.effectiveDerivedRoles && i == 'y')";
  const { operation } = rest(createPartialEvaluator().evaluate(compile(text).operation, known));
  const resource = activationFor({ names: ["x", "y"], l: ["x", "y"] }, { principal });
  expect(buildClosure(operation)(resource)).toBe(true);
});

test("presence may be assumed", () => {
  const known = partly({}, { assumesPresence: true });
  const { operation } = compile("has(R.attr.x) && !has(R.attr.y.z)");
  expect(createPartialEvaluator().evaluate(operation, known)).toEqual({ kind: "known", value: false });
});

test("what is left shares what did not change", () => {
  const { operation } = compile("R.attr.x.startsWith('a') && R.attr.y == 1");
  const result = rest(createPartialEvaluator().evaluate(operation, partly({}))).operation;
  expect(result.kind === "and" && operation.kind === "and" && result.left === operation.left).toBe(true);
});

function rest(result: PartialResult): { readonly operation: Operation } {
  return result.kind === "residual" ? result : expect.unreachable("everything was known");
}

const attribute = fc.constantFrom("x", "y", "z");
const anyAttribute = fc.constantFrom<Value>(true, false, 1, 2, "a", "b", null, ["a", "b"], { a: 1 });

// biome-ignore format: one row per expression
const expression: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    attribute.map((name) => `R.attr.${name}`),
    attribute.map((name) => `R.attr.${name} == 1`),
    attribute.map((name) => `R.attr.${name} < 2`),
    attribute.map((name) => `R.attr.${name} in P.attr.list`),
    attribute.map((name) => `has(R.attr.${name})`),
    attribute.map((name) => `has(R.attr.${name}.a)`),
    attribute.map((name) => `R.attr.${name} in P.attr.none`),
    attribute.map((name) => `R.attr.${name} in P.attr.n`),
    attribute.map((name) => `R.attr.${name} in P.attr.map`),
    attribute.map((name) => `R.attr.${name} + 1 == 2`),
    attribute.map((name) => `R.attr.${name} + 1.0 == 2.0`),
    attribute.map((name) => `R.attr.${name} > duration("1s")`),
    attribute.map((name) => `R.attr.${name} != b"a"`),
    attribute.map((name) => `R.attr.${name} == timestamp("2024-01-01T00:00:00Z")`),
    attribute.map((name) => `R.attr.${name}.all(i, i + 1 == 2 || i == "a")`),
    attribute.map((name) => `R.attr.${name}.exists(i, !(i in P.attr.none) && has(P.attr.n))`),
    attribute.map((name) => `R.attr.${name} == null`),
    attribute.map((name) => `R.attr.${name}["a"] == 1 || has(request.auxData)`),
    attribute.map((name) => `R.attr.${name}.startsWith("a")`),
    attribute.map((name) => `size(R.attr.${name}) == 2`),
    attribute.map((name) => `type(R.attr.${name}) == string`),
    attribute.map((name) => `P.attr.map[R.attr.${name}] >= 2`),
    attribute.map((name) => `hierarchy(R.attr.${name}) == hierarchy("a")`),
    attribute.map((name) => `P.attr.list.exists(i, i == R.attr.${name})`),
    attribute.map((name) => `R.attr.${name}.exists(i, i == "a" && P.attr.n == 1)`),
    attribute.map((name) => `[P.id, R.attr.${name}, P.attr.nope].size() == 3`),
    attribute.map((name) => `{"k": R.attr.${name}}.k == "a"`),
    attribute.map((name) => `P.attr.?nope.orValue(R.attr.${name}) == 1`),
    attribute.map((name) => `cel.bind(b, R.attr.${name}, b == 1 || b == "a")`),
    fc.constantFrom("P.attr.n == 1", "P.attr.nope", "true", "false", "R.id == 'd1'", "R.attr == {}"),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `(dyn(${left}) == dyn(${right}))`),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `[dyn(${left}), dyn(${right})] == [true, false]`),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `(${left}) && (${right})`),
    fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `(${left}) || (${right})`),
    tie("tree").map((of) => `!(${of})`),
    fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([choice, left, right]) => `((${choice}) ? (${left}) : (${right}))`),
  ),
})).tree;

const attributes = fc.record({ x: anyAttribute, y: anyAttribute, z: anyAttribute }, { requiredKeys: [] });
const numRuns = Number(process.env.ORTHRUS_PARTIAL_RUNS ?? 1_000);

function closed(activation: Activation): PartialActivation {
  return { activation, unknowns: [] };
}

test("with everything known, it is evaluation", () => {
  fc.assert(
    fc.property(expression, attributes, (text, all) => {
      const program = compile(text);
      const activation = activationFor(all, { principal });
      const result = createPartialEvaluator().evaluate(program.operation, closed(activation));
      expect(outcome(result)).toEqual(shown(program.evaluate(activation)));
    }),
    { numRuns },
  );
});

const interests: readonly Interest[] = ["truth", "falsity", "decision", "value"];

/** What an interest makes of an outcome; outcomes that it does not tell apart are the same. */
function seenBy(interest: Interest, shownOutcome: unknown): unknown {
  switch (interest) {
    case "truth":
      return shownOutcome === true;
    case "falsity":
      return shownOutcome === false;
    case "decision":
      return typeof shownOutcome === "boolean" ? shownOutcome : "neither";
    case "value":
      return shownOutcome;
  }
}

test.each(interests)("what is left has, once the rest is known, the outcome of the whole: %s", (interest) => {
  fc.assert(
    fc.property(expression, attributes, fc.subarray(["x", "y", "z"]), (text, all, names) => {
      const program = compile(text);
      const provided = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
      const evaluator = createPartialEvaluator();
      const result = evaluator.evaluate(program.operation, partly(provided), interest);
      const activation = activationFor(all, { principal });
      const finished =
        result.kind === "known" ? result : evaluator.evaluate(result.operation, closed(activation));
      expect(seenBy(interest, outcome(finished))).toEqual(
        seenBy(interest, shown(program.evaluate(activation))),
      );
    }),
    { numRuns },
  );
});
