import { type Activation, compileExpression, isCelError, Timestamp, valueToJson } from "@orthrus/cel";
import { expect, test } from "vitest";
import { createExpressionCompiler } from "./compile-expression.ts";
import { createConditionEnvironment } from "./condition-environment.ts";

const environment = createConditionEnvironment();

const bare: Activation = {
  principal: { id: "ada", roles: ["user"] },
  resource: { kind: "album", id: "7" },
  auxData: undefined,
  runtime: { effectiveDerivedRoles: [] },
  globals: {},
  now: new Timestamp(0, 0),
  computed: [],
};

const full: Activation = {
  ...bare,
  principal: { id: "ada", roles: ["user"], attributes: { team: "a" }, policyVersion: "v2", scope: "acme" },
  resource: { kind: "album", id: "7", attributes: { owner: "ada", nothing: null } },
  auxData: { jwt: { iss: "x" }, jwts: { device: { claims: { sub: "d" } } } },
  runtime: { effectiveDerivedRoles: ["owner"] },
  globals: { environment: "test" },
};

function resultOf(text: string, activation: Activation): unknown {
  const { program, diagnostics } = compileExpression(text, environment);
  if (program === undefined) return diagnostics.map(({ message }) => message);
  const value = program.evaluate(activation);
  return isCelError(value) ? { error: value.message } : valueToJson(value);
}

// biome-ignore format: one row per expression
test.each([
  ["P.id + R.kind + R.id", "adaalbum7"],
  ["P.attr.team == request.principal.attr.team && R.attr.owner == request.resource.attr.owner", true],
  ["P.policyVersion + P.policy_version + P.scope + R.scope", "v2v2acme"],
  ["request.auxData.jwt.iss + request.aux_data.jwt.iss", "xx"],
  ["request.auxData.jwts.device.claims.sub", "d"],
  ["runtime.effectiveDerivedRoles == runtime.effective_derived_roles", true],
  ["G.environment + globals.environment", "testtest"],
  ["has(R.attr.nothing) && has(P.attr) && has(request.auxData.jwt)", true],
  ["now() == timestamp(0)", true],
  ["'user' in P.roles && P.roles.size() == 1", true],
])("%s is %j", (text, value) => {
  expect(resultOf(text, full)).toEqual(value);
});

// biome-ignore format: one row per expression
test.each([
  ["has(P.attr) || has(R.attr) || has(request.auxData) || has(request.auxData.jwt)", false],
  ["R.attr == {} && P.scope == '' && R.policyVersion == ''", true],
  ["request.auxData.jwt.iss", { error: "no such key: iss" }],
  ["R.attr.owner", { error: "no such key: owner" }],
  ["has(G.missing)", false],
])("with nothing optional sent, %s is %j", (text, value) => {
  expect(resultOf(text, bare)).toEqual(value);
});

test.each([
  ["R.roles", ["undefined field 'roles'"]],
  ["P.kind", ["undefined field 'kind'"]],
  ["runtime.foo", ["undefined field 'foo'"]],
  ["P + 1", ["found no matching overload for '_+_' applied to '(cerbos.engine.v1.Request.Principal, int)'"]],
  ["V['x']", ["found no matching overload for '_[_]' applied to '(cerbos.Variables, string)'"]],
])("%s does not compile", (text, messages) => {
  expect(resultOf(text, full)).toEqual(messages);
});

test.each([
  ["V.a && variables.b && has(V.c)", ["a", "b", "c"], []],
  ["C.a + constants.b.c", [], ["a", "b"]],
  ["V == V", [], []],
  ["R.attr.V.x", [], []],
])("%s refers to the variables %j and the constants %j", (text, variables, constants) => {
  expect(createExpressionCompiler(environment).inspect(text)).toMatchObject({
    messages: [],
    variables,
    constants,
  });
});

test("constants are known when an expression is compiled, variables are read by slot", () => {
  const compiler = createExpressionCompiler(environment);
  const constants = new Map([["limit", 3]]);
  const program = compiler.compile("C.limit + 1.0", { computed: new Map(), constants });
  const computed = new Map([["x", { slot: 0, program }]]);
  const dependent = compiler.compile("V.x * 2.0", { computed, constants });
  expect(dependent.evaluate({ ...bare, computed: [] })).toBe(8);
});
