import { expect, test } from "vitest";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { isCelError } from "../values/cel-error.ts";
import { valueToJson } from "../values/json.ts";
import type { Value } from "../values/value.ts";
import { type CompileOptions, compileExpression } from "./compile-expression.ts";
import type { Program } from "./program.ts";

const attributes = { level: 5 };

function compile(text: string, options: CompileOptions = {}): Program {
  const { program, diagnostics } = compileExpression(text, policyEnvironment, options);
  return program ?? expect.unreachable(diagnostics.map(({ message }) => message).join(", "));
}

/** JSON, or the text of the error after `!`. */
function evaluate(text: string, changes: object, options: CompileOptions): unknown {
  const value = compile(text, options).evaluate(activationFor(attributes, changes));
  return isCelError(value) ? `!${value.message}` : valueToJson(value);
}

test.each([
  ["dyn(V)", { failed: null, none: null, sum: 6 }, { none: null, sum: 6 }],
  ["dyn(C)", { limit: 10, constructor: 1 }, { limit: 10, constructor: 1 }],
  ["dyn(G)", { region: "eu" }, { region: "eu" }],
  ["[V].map(v, v.sum)", [6], [6]],
  ["V == V && V != C && V in [V] && type(V) == map", true, true],
  ["'failed' in dyn(V)", true, false],
  ["has(dyn(V).failed)", true, false],
  ["dyn(V).failed", null, "!no such key: failed"],
  ["V.?sum.orValue(0.0)", 6, 6],
  ["V.?failed.orValue(0.0)", null, 0],
  ["V.?unknown.hasValue()", false, false],
  ["C.?limit.orValue(0.0)", 10, 10],
  ["C.?unknown.hasValue()", false, false],
])("%s is %j while derived roles are activated, else %j", (text, activating, value) => {
  const constants = new Map<string, Value>([
    ["limit", 10],
    ["constructor", 1],
  ]);
  const answers = (["closures", "generated"] as const).flatMap((mode) => {
    const computed = new Map([
      ["failed", { slot: 0, program: compile("R.attr.missing", { mode }) }],
      ["none", { slot: 1, program: compile("null", { mode }) }],
      ["sum", { slot: 2, program: compile("R.attr.level + 1.0", { mode }) }],
    ]);
    const options = { mode, computed, constants };
    return [evaluate(text, { undefinedComputedIsNull: true }, options), evaluate(text, {}, options)];
  });
  expect(answers).toEqual([activating, value, activating, value]);
});

test("a variable by itself reads the variables that it holds at most once", () => {
  const inner = compile("R.attr.level");
  let runs = 0;
  const program: Program = {
    ...inner,
    evaluate(request) {
      runs++;
      return inner.evaluate(request);
    },
  };
  const whole = compile("dyn(V) == {'level': 5.0} && V.level == 5.0", {
    computed: new Map([["level", { slot: 0, program }]]),
  });
  expect([whole.evaluate(activationFor(attributes)), runs]).toEqual([true, 1]);
});
