import type { JsonObject } from "@orthrus/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Pdp } from "../index.ts";
import { admits } from "../testdata/admits.ts";
import {
  allow,
  deny,
  derivedRoles,
  does,
  pdpOf,
  planRequest,
  principal,
  type RuleParts,
  request,
  resource,
  role,
} from "../testdata/policies.ts";

// The law: a filter never lets through what a check denies. The other way round some is lost, on purpose.

type Attributes = Readonly<Record<string, boolean | number | string | null>>;

const names = ["x", "y", "z"];
const name = fc.constantFrom(...names);

// biome-ignore format: one row per expression
const totalAtom: fc.Arbitrary<string> = fc.oneof(
  name.map((n) => `R.attr.${n} == 1`),
  name.map((n) => `R.attr.${n} != "a"`),
  name.map((n) => `R.attr.${n} in ["a", "b"]`),
  name.map((n) => `has(R.attr.${n})`),
  name.map((n) => `R.attr.${n} in P.attr.none`),
  name.map((n) => `R.attr.${n} in ["a"]`),
  name.map((n) => `R.attr.${n} in P.attr.map`),
  name.map((n) => `R.attr.${n} == null`),
  name.map((n) => `null != R.attr.${n}`),
  name.map((n) => `P.attr.list.exists(i, i == R.attr.${n})`),
  name.map((n) => `P.attr.list.all(i, i != R.attr.${n})`),
  name.map((n) => `V.v == R.attr.${n}`),
  fc.constantFrom("true", "false", "P.id == 'bob'"),
);

// biome-ignore format: one row per expression
const atom: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: totalAtom },
  name.map((n) => `R.attr.${n}`),
  name.map((n) => `R.attr.${n} < 2`),
  name.map((n) => `P.attr.map[R.attr.${n}] >= 2`),
  // Not as a whole expression; see `plan-membership`.
  name.map((n) => `R.attr.${n} in P.attr.n || R.attr.${n} == 1`),
  name.map((n) => `R.attr.${n} + 1 == 2`),
  name.map((n) => `has(request.auxData) || R.attr.${n} == 1`),
  name.map((n) => `has(R.attr.${n}.deep)`),
  fc.constantFrom("P.attr.nope == 1", "P.attr.nope == R.attr.x"),
);

function expressionOf(atoms: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      atoms,
      fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `(${left}) && (${right})`),
      fc.tuple(tie("tree"), tie("tree")).map(([left, right]) => `(${left}) || (${right})`),
      tie("tree").map((of) => `!(${of})`),
      fc
        .tuple(name, tie("tree"), tie("tree"))
        .map(([n, left, right]) => `R.attr.${n} == 1 ? (${left}) : (${right})`),
    ),
  })).tree;
}

function matchOf(expressions: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> {
  return fc.letrec<{ tree: JsonObject }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      expressions.map((expr) => ({ expr })),
      fc
        .tuple(fc.constantFrom("all", "any", "none"), fc.array(tie("tree"), { minLength: 1, maxLength: 3 }))
        .map(([kind, of]) => ({ [kind]: { of } })),
    ),
  })).tree;
}

const expression = expressionOf(atom);
const match = matchOf(expression);
const totalMatch = matchOf(expressionOf(totalAtom));

const roleName = fc.constantFrom("a", "b", "*");
const condition: fc.Arbitrary<RuleParts> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: match.map((tree) => ({ if: tree })) },
  { weight: 1, arbitrary: fc.constant({ if: "'own' in runtime.effectiveDerivedRoles" }) },
);
const effect = fc.constantFrom(allow, deny);
const someRule: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.tuple(effect, roleName, condition).map(([make, roles, parts]) => make("v", roles, parts)),
  fc.tuple(effect, condition).map(([make, parts]) => make("v", "", { ...parts, derived: "own" })),
);
const someRules = fc.array(someRule, { minLength: 1, maxLength: 4 });
const ownRules = fc.array(
  fc
    .tuple(fc.constantFrom("ALLOW" as const, "DENY" as const), condition)
    .map(([e, parts]) => does("v", e, parts)),
  { minLength: 1, maxLength: 2 },
);

const variables = { variables: { v: "R.attr.z" }, import: "common" };

interface Setup {
  readonly policies: readonly JsonObject[];
  readonly consent: boolean;
}

const setup: fc.Arbitrary<Setup> = fc
  .record({
    root: someRules,
    acme: fc.option(someRules, { nil: undefined }),
    own: fc.option(ownRules, { nil: undefined }),
    restriction: fc.option(condition, { nil: undefined }),
    derived: expression,
    consent: fc.boolean(),
  })
  .map(({ root, acme, own, restriction, derived, consent }) => ({
    consent,
    policies: [
      derivedRoles("common", [["own", "a", withoutVariables(derived)]]),
      resource("foo", root, variables),
      resource("foo", acme ?? [], { ...variables, scope: "acme", consent }),
      ...(own === undefined ? [] : [principal("bob", { foo: own }, { variables: variables.variables })]),
      ...(restriction === undefined ? [] : [role("rr", "a", [["foo", "v", withoutV(restriction)]])]),
    ],
  }));

function withoutVariables(text: string): string {
  return text.replaceAll("V.v", "R.attr.z");
}

function withoutV(parts: RuleParts): RuleParts {
  return JSON.parse(withoutVariables(JSON.stringify(parts))) as RuleParts;
}

const attribute = fc.constantFrom<Attributes[string]>(true, false, 1, 2, "a", "b", null);
const someAttributes: fc.Arbitrary<Attributes> = fc.record(
  { x: attribute, y: attribute, z: attribute },
  { requiredKeys: [] },
);

const asked = fc.record({
  roles: fc.constantFrom("a", "b", "a b", "b a", "rr", "rr a", "c"),
  scope: fc.constantFrom("", "acme"),
  id: fc.constantFrom("alice", "bob"),
});
const principalAttributes = { list: ["a", "b"], map: { a: 1, b: 2, c: 3 }, none: [], n: 1 };

interface Question {
  readonly roles: string;
  readonly scope: string;
  readonly id: string;
}

function isAdmitted(pdp: Pdp, question: Question, known: Attributes, all: Attributes): boolean {
  const plan = pdp.plan(planRequest("v", { ...question, p: principalAttributes, r: known }));
  if (plan.kind !== "conditional") return plan.kind === "always-allowed";
  return admits(plan.condition, namesFor(question, all));
}

/** Where a known part fails, filters name the principal too. */
function namesFor({ id }: Question, all: Attributes): ReadonlyMap<string, unknown> {
  const { list, map, none, n } = principalAttributes;
  return new Map<string, unknown>([
    ...Object.entries(all).map(([key, value]): [string, unknown] => [`request.resource.attr.${key}`, value]),
    ["request.principal.id", id],
    ["request.principal.attr.list", list],
    ["request.principal.attr.map", new Map(Object.entries(map))],
    ["request.principal.attr.none", none],
    ["request.principal.attr.n", n],
  ]);
}

function isAllowed(pdp: Pdp, question: Question, all: Attributes): boolean {
  return pdp.check(request("v", { ...question, p: principalAttributes, r: all })).isAllowed("v");
}

const numRuns = Number(process.env.ORTHRUS_PLAN_RUNS ?? 200);

test.each([
  ["narrow", false],
  ["operator", false],
  ["narrow", true],
  ["operator", true],
] as const)(
  "a filter never lets through what a check denies, has() said as %s, strict evaluation %s",
  { timeout: 600_000 },
  (planPresence, strictEvaluation) => {
    fc.assert(
      fc.property(
        setup,
        fc.array(fc.tuple(asked, someAttributes, fc.subarray(names)), { minLength: 5, maxLength: 12 }),
        ({ policies }, questions) => {
          const pdp = pdpOf(policies, { planPresence, strictEvaluation });
          for (const [question, all, knownNames] of questions) {
            const known = Object.fromEntries(Object.entries(all).filter(([key]) => knownNames.includes(key)));
            if (!isAdmitted(pdp, question, known, all)) continue;
            expect(isAllowed(pdp, question, all), JSON.stringify({ question, all, known })).toBe(true);
          }
        },
      ),
      { numRuns },
    );
  },
);

// Where an expression fails, a filter is narrower: a failure counts as false only as a whole.
test("with one policy, one role and nothing that fails, filters and checks say the same", {
  timeout: 600_000,
}, () => {
  const complete = fc.record({ x: attribute, y: attribute, z: attribute });
  const question = { roles: "a", scope: "", id: "alice" };
  fc.assert(
    fc.property(
      fc.array(fc.tuple(effect, totalMatch), { minLength: 1, maxLength: 4 }),
      fc.array(complete, { minLength: 5, maxLength: 10 }),
      (parts, resources) => {
        const rules = parts.map(([make, tree]) => make("v", "a", { if: tree }));
        const policy = resource("foo", rules, { variables: variables.variables });
        const pdp = pdpOf([policy], { planPresence: "operator" });
        for (const all of resources) {
          expect(isAdmitted(pdp, question, {}, all)).toBe(isAllowed(pdp, question, all));
        }
      },
    ),
    { numRuns },
  );
});
