import type { Json } from "@orthrus/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allow,
  deny,
  derivedRoles,
  does,
  pdpOf,
  principal,
  request,
  resource,
} from "../testdata/policies.ts";

type Attributes = Readonly<Record<string, Json>>;

const VALUES: Readonly<Record<string, readonly Json[]>> = {
  status: ["DRAFT", "PAID", "REJECTED", "FROZEN"],
  level: [1, 2, 3],
  locked: [true, false],
};
const ATOMS = [
  'R.attr.status == "DRAFT"',
  'R.attr.status != "PAID"',
  'R.attr.status in ["PAID", "REJECTED"]',
  '!(R.attr.status in ["DRAFT", "REJECTED"])',
  'R.attr.status.startsWith("F")',
  "R.attr.level > 1",
  "R.attr.level == 2",
  "R.attr.locked",
  "has(R.attr.locked)",
  'R.attr.locked ? R.attr.level > 2 : R.attr["status"] == "DRAFT"',
  "V.small",
];
const VARIABLES = { small: 'R.attr.level < 3 && R.attr.status != "FROZEN"' };

const atom = fc.constantFrom(...ATOMS);
const expression = fc.oneof(
  { weight: 2, arbitrary: atom },
  fc
    .tuple(atom, fc.constantFrom("&&", "||"), atom)
    .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
);
const someRules = fc
  .array(fc.tuple(fc.constantFrom(allow, deny), expression), { minLength: 1, maxLength: 4 })
  .map((rules) => rules.map(([make, text]) => make("view", "a", { if: text })));
const value = (name: string) => fc.constantFrom(undefined, ...(VALUES[name] ?? []));

const sets = fc
  .record({
    root: someRules,
    child: fc.option(someRules, { nil: undefined }),
    consent: fc.boolean(),
    owner: fc.option(expression, { nil: undefined }),
    own: fc.option(expression, { nil: undefined }),
  })
  .map(({ root, child, consent, owner, own }) => [
    derivedRoles("common", [["owner", "a", owner ?? "R.attr.locked"]], VARIABLES),
    resource("foo", [...root, allow("view", "", { derived: "owner" })], {
      import: "common",
      variables: VARIABLES,
    }),
    ...(child ? [resource("foo", child, { scope: "acme", consent, variables: VARIABLES })] : []),
    ...(own
      ? [principal("alice", { foo: [does("view", "DENY", { if: own })] }, { variables: VARIABLES })]
      : []),
  ]);

/** What needs say, as a policy: a fact that meets them all would be allowed by it. */
function policyOf(needs: readonly string[]): ReturnType<typeof pdpOf> {
  const all = { all: { of: needs.map((expr) => ({ expr })) } };
  return pdpOf([resource("foo", [allow("view", "a", { if: all })], { variables: VARIABLES })]);
}

function isAllowed(pdp: ReturnType<typeof pdpOf>, r: Attributes, scope: string): boolean {
  return pdp.check(request("view", { r, scope })).actions.get("view")?.effect === "allow";
}

/** Everything that attributes could become when some of them change. */
function variations(attributes: Attributes, changing: readonly string[]): readonly Attributes[] {
  return changing.reduce<readonly Attributes[]>(
    (all, name) =>
      all.flatMap((one) => {
        const { [name]: _before, ...others } = one;
        return [others, ...(VALUES[name] ?? []).map((changed) => ({ ...others, [name]: changed }))];
      }),
    [attributes],
  );
}

test("whatever meets a remedy is allowed, and most remedies can be met", () => {
  const seen = { remedies: 0, met: 0 };
  const attributes = fc
    .record({ status: value("status"), level: value("level"), locked: value("locked") })
    .map(
      (all) =>
        Object.fromEntries(
          Object.entries(all).flatMap(([name, it]) => (it === undefined ? [] : [[name, it]])),
        ) as Attributes,
    );
  fc.assert(
    fc.property(sets, attributes, fc.constantFrom("", "acme"), (policies, before, asked) => {
      const scope = policies.length > 2 ? asked : "";
      const pdp = pdpOf(policies, { lenientScopeSearch: true });
      const { wouldAllow } = pdp.check(request("view", { r: before, scope })).explain("view");
      for (const remedy of wouldAllow) {
        const needs = remedy.map(({ text }) => text);
        const changing = Object.keys(VALUES).filter((name) => needs.some((text) => text.includes(name)));
        const meets = policyOf(needs);
        const met = variations(before, changing).filter((after) => isAllowed(meets, after, ""));
        seen.remedies += 1;
        seen.met += met.length > 0 ? 1 : 0;
        for (const after of met)
          expect([needs, after, isAllowed(pdp, after, scope)]).toEqual([needs, after, true]);
      }
    }),
    { numRuns: 200 },
  );
  expect(seen.met / seen.remedies).toBeGreaterThan(0.6);
}, 120_000);
