import { compilePolicies } from "@orthrus/policy";
import type { CheckRequest, Json } from "@orthrus/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPdp, type Decision, type Explanation, type Remedy, renderExplanation } from "../index.ts";
import { policies, requests } from "../testdata/generated-policies.ts";
import { allow, ask, deny, pdpOf, request, resource } from "../testdata/policies.ts";

const denials: ReadonlySet<string> = new Set<Explanation["reason"]["code"]>([
  "denied-by-rule",
  "denied-by-principal-policy",
  "role-policy",
]);

/** What an explanation has to agree with, whatever the policies are. */
function requireAgreement(decision: Decision, action: string): void {
  const explanation = decision.explain(action);
  const { effect, matchedPolicy, matchedScope } = explanation;
  expect({ effect, matchedPolicy, matchedScope }).toEqual(decision.actions.get(action));
  expect(explanation.reason.code.startsWith("allowed-")).toBe(effect === "allow");
  const answer = explanation.passes.find((pass) => pass.answer === effect);
  if (denials.has(explanation.reason.code) || effect === "allow") expect(answer).toBeDefined();
  const active = explanation.derivedRoles.filter(({ isActive }) => isActive).map(({ name }) => name);
  // Other actions of the request may have visited more scopes.
  for (const name of active) expect(decision.effectiveDerivedRoles).toContain(name);
  for (const pass of explanation.passes) {
    for (const { rules } of pass.scopes) {
      for (const { outcome, condition, denies } of rules) {
        if (condition && !denies) expect(condition.outcome === "holds").toBe(outcome === "applies");
      }
    }
  }
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(
    JSON.parse(JSON.stringify(decision.explain(action))),
  );
}

test.each<[isLenient: boolean, isStrict: boolean]>([
  [false, false],
  [true, false],
  [false, true],
])("explanations agree with decisions; lenient search %j, strict %j", (isLenient, isStrict) => {
  let explained = 0;
  fc.assert(
    fc.property(policies, requests, (files, inputs) => {
      if (!compilePolicies(Object.entries(files).map(([path, text]) => ({ path, text }))).policySet) return;
      const pdp = createPdp({ policies: files, lenientScopeSearch: isLenient, strictEvaluation: isStrict });
      for (const input of inputs) {
        const decision = pdp.check(input);
        for (const action of input.actions) requireAgreement(decision, action);
        explained += input.actions.length;
      }
    }),
    { numRuns: 40 },
  );
  expect(explained).toBeGreaterThan(400);
});

test("what is said to allow an action does", () => {
  let tried = 0;
  fc.assert(
    fc.property(policies, requests, (files, inputs) => {
      if (!compilePolicies(Object.entries(files).map(([path, text]) => ({ path, text }))).policySet) return;
      const pdp = createPdp({ policies: files });
      for (const input of inputs) {
        const decision = pdp.check(input);
        for (const action of input.actions) {
          for (const remedy of decision.explain(action).wouldAllow) {
            const better = withRemedy(input, action, remedy);
            if (better === undefined) continue;
            tried += 1;
            expect(pdp.check(better).isAllowed(action), JSON.stringify({ input, action, remedy })).toBe(true);
          }
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(tried).toBeGreaterThan(60);
});

/** Does what a remedy says; `undefined` for conditions beyond equalities. */
function withRemedy(input: CheckRequest, action: string, remedy: Remedy): CheckRequest | undefined {
  const attributes: Record<string, Json> = { ...input.resource.attributes };
  const roles = [...input.principal.roles];
  for (const { kind, text } of remedy) {
    if (kind === "role") {
      roles.push(text);
      continue;
    }
    const [, name, value] = text.match(/^R\.attr\.(\w+) == (\d+)$/) ?? [];
    if (name === undefined) return undefined;
    attributes[name] = Number(value);
  }
  const { principal, resource: asked } = input;
  return { principal: { ...principal, roles }, resource: { ...asked, attributes }, actions: [action] };
}

const open = [resource("foo", [allow("view", "a", { if: "R.attr.status == 'open'" })])];

test("an explanation of another decision is refused", () => {
  const attributes = { status: "open" };
  const decision = pdpOf(open).check(request("view", { r: attributes }));
  attributes.status = "closed";
  expect(() => decision.explain("view")).toThrow(
    new TypeError(
      "the decision cannot be explained, it comes out differently now: explain it before attributes are changed",
    ),
  );
});

test("what callers make of their roles afterwards does not concern the explanation", () => {
  const asked = request("view");
  const roles = ["a"];
  const decision = pdpOf([resource("foo", [allow("view", "a"), allow("view", "b")])]).check({
    ...asked,
    principal: { ...asked.principal, roles },
  });
  const before = JSON.stringify(decision.explain("view"));
  roles[0] = "b";
  expect(JSON.stringify(decision.explain("view"))).toBe(before);
});

test("only actions that were asked about are explained", () => {
  const decision = pdpOf(open).check(request("view"));
  expect(() => decision.explain("edit")).toThrow(TypeError);
});

test("a decision is explained by the policies it was made from, and the clock is read once", () => {
  let reads = 0;
  const now = (): Date => {
    reads += 1;
    return new Date(reads * 1_000);
  };
  const policy = resource("foo", [allow("view", "a", { if: 'now() < timestamp("1970-01-01T00:00:02Z")' })]);
  const decision = pdpOf([policy], { now }).check(request("view"));
  expect([decision.explain("view").effect, decision.explain("view").effect, reads]).toEqual([
    "allow",
    "allow",
    1,
  ]);
});

test("globals are configuration and never shown", () => {
  const policy = resource(
    "foo",
    [
      allow("view", "a", { if: "G.secret == R.attr.token" }),
      allow("view", "a", { if: "R.attr.names[G.secret]" }),
      allow("view", "a", { if: "R.attr.token in dyn(G).map(k, dyn(G)[k])" }),
      allow("view", "a", { if: "V.derived != R.attr.token + G.secret" }),
      deny("view", "b", { if: "[G.secret].exists(s, s.startsWith('hunter'))" }),
    ],
    { variables: { derived: "G.secret + R.attr.token" } },
  );
  const pdp = pdpOf([policy], { globals: { secret: "hunter2" } });
  const attributes = { token: "t", names: {} };
  for (const roles of ["a", "b", "a b"]) {
    const explanation = pdp.check(request("view", { roles, r: attributes })).explain("view");
    const text = JSON.stringify(explanation) + renderExplanation(explanation);
    expect(text).not.toContain("hunter2");
  }
});

test("attributes with the names of everything objects have are read like others", () => {
  const policy = resource("foo", [
    allow("view", "a", { if: "R.attr.constructor == 1 && R.attr['__proto__'] == 2" }),
  ]);
  const explanation = pdpOf([policy]).check(request("view")).explain("view");
  expect(explanation.reason.missing).toEqual(["R.attr.constructor", 'R.attr["__proto__"]']);
  expect(ask(pdpOf([policy]), "view")).toBe("deny resource.foo.vdefault");
});

test.each(["X + X", "X == X", "size([X, X]) > 3", "[X].exists(y, y == X)"])(
  "variables that name the one before twice, `%s`, are followed once",
  (definition) => {
    const names = Array.from({ length: 60 }, (_, index) => `v${index}`);
    const variables = names.map((name, index) => [
      name,
      index === 0 ? "R.attr.x" : definition.replaceAll("X", `V.v${index - 1}`),
    ]);
    const policy = resource("foo", [allow("view", "a", { if: "V.v59 == 3" })], {
      variables: Object.fromEntries(variables),
    });
    const explanation = pdpOf([policy])
      .check(request("view", { r: { x: 1 } }))
      .explain("view");
    expect(explanation.reason.code).toBe("condition-false");
  },
);
