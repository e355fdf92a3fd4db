import { createPdp } from "@orthrus/engine";
import { compilePolicies, lintFiles } from "@orthrus/policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";

const ROLES = ["user", "admin", "guest"];
const ACTIONS = ["view", "edit", "note:add"];
const CONDITIONS = [
  undefined,
  undefined,
  "1 > 2",
  "1 / 0 == 1",
  "true",
  "R.attr.x == 1",
  "R.attr.x == 1 && P.id == 'ada'",
  "R.attr.x == 1 && false",
  "P.id",
  "R.attr.x == 2 || true",
];

const DEFINITIONS = [
  { name: "owner", parentRoles: ["user"], condition: { match: { expr: "R.attr.x == 2" } } },
  { name: "nobody", parentRoles: ["*"], condition: { match: { expr: "R.id" } } },
];

const ROLES_FILE = stringify({
  apiVersion: "api.cerbos.dev/v1",
  derivedRoles: { name: "roles", definitions: DEFINITIONS },
});

const rule = fc.record({
  actions: fc.uniqueArray(fc.constantFrom("*", "note:*", ...ACTIONS), { minLength: 1, maxLength: 3 }),
  roles: fc.uniqueArray(fc.constantFrom("*", ...ROLES), { maxLength: 2 }),
  effect: fc.constantFrom("EFFECT_ALLOW", "EFFECT_ALLOW", "EFFECT_DENY"),
  expression: fc.constantFrom(...CONDITIONS),
  derivedRoles: fc.constantFrom([], [], ["owner"], ["owner", "nobody"], ["nobody"]),
});
type GeneratedRule = typeof rule extends fc.Arbitrary<infer Rule> ? Rule : never;

function policyOf(rules: readonly GeneratedRule[]): string {
  return stringify({
    apiVersion: "api.cerbos.dev/v1",
    resourcePolicy: {
      resource: "album",
      version: "default",
      importDerivedRoles: ["roles"],
      rules: rules.map(({ expression, derivedRoles, ...rest }) => ({
        ...rest,
        // A rule is about somebody.
        ...(rest.roles.length === 0 && derivedRoles.length === 0 ? { roles: ["user"] } : {}),
        ...(derivedRoles.length === 0 ? {} : { derivedRoles }),
        ...(expression === undefined ? {} : { condition: { match: { expr: expression } } }),
      })),
    },
  });
}

/** What is decided about every action, for everybody and everything there is here. */
function decisionsOf(policy: string): readonly string[] {
  const pdp = createPdp({ policies: { "album.yaml": policy, "roles.yaml": ROLES_FILE } });
  const groups = [...ROLES.map((role) => [role]), ["user", "admin"], [...ROLES]];
  return groups.flatMap((roles) =>
    [{}, { x: 1 }, { x: 2 }].map((attributes) => {
      const decision = pdp.check({
        principal: { id: "ada", roles },
        resource: { kind: "album", id: "1", attributes },
        actions: [...ACTIONS, "other"],
      });
      return [...ACTIONS, "other"].map((action) => decision.isAllowed(action)).join();
    }),
  );
}

const DEAD = new Set([
  "lint/condition-never-holds",
  "lint/rule-never-matches",
  "lint/shadowed-rule",
  "lint/redundant-rule",
]);

function deadRules(policy: string): readonly number[] {
  const files = [
    { path: "album.yaml", text: policy },
    { path: "roles.yaml", text: ROLES_FILE },
  ];
  const findings = lintFiles(files, compilePolicies(files)).filter(
    ({ code, file }) => DEAD.has(code) && file === "album.yaml",
  );
  const places = findings.map(({ position }) => Number(/rules\[(\d+)\]/.exec(position?.path ?? "")?.[1]));
  return [...new Set(places)];
}

test("a rule that lint calls dead never decides: without it, everything is decided as before", () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), (rules) => {
      const before = decisionsOf(policyOf(rules));
      for (const dead of deadRules(policyOf(rules))) {
        found++;
        const rest = rules.filter((_, index) => index !== dead);
        expect(decisionsOf(policyOf(rest))).toEqual(before);
      }
    }),
    { numRuns: Number(process.env.ORTHRUS_LINT_RUNS ?? 150) },
  );
  expect(found).toBeGreaterThan(20);
});
