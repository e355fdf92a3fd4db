import { expect, test } from "vitest";
import { createPdp, type Explanation, renderExplanation } from "../index.ts";
import { allow, filesOf, pdpOf, request, resource } from "../testdata/policies.ts";
import type { DenialCase, Names } from "./testdata/denial-case.ts";
import { denialsByConditions } from "./testdata/denials-by-conditions.ts";
import { denialsByPolicies } from "./testdata/denials-by-policies.ts";
import { denialsWithoutPolicy } from "./testdata/denials-without-policy.ts";

const denials: readonly DenialCase[] = [
  ...denialsWithoutPolicy,
  ...denialsByConditions,
  ...denialsByPolicies,
];

test("there are more than a hundred denials", () => {
  expect(denials.length).toBeGreaterThan(100);
});

function namesIn({ reason }: Explanation): Names {
  const { code, policy, rule, derivedRole, parts, missing, cause } = reason;
  return {
    code,
    ...(policy === undefined ? {} : { policy }),
    ...(rule === undefined ? {} : { rule }),
    ...(derivedRole === undefined ? {} : { derivedRole }),
    ...(parts.length === 0 ? {} : { parts: parts.map(({ expression }) => expression) }),
    ...(missing.length === 0 ? {} : { missing }),
    ...(cause === undefined ? {} : { cause: cause.code }),
  };
}

test.each(denials)(
  "an explanation names %s",
  (_, policies, { action = "view", options, ...asked }, names) => {
    const { hint, ...others } = names;
    const explanation = pdpOf(policies, options).check(request(action, asked)).explain(action);
    expect(explanation.effect).toBe("deny");
    expect(namesIn(explanation)).toEqual(others);
    if (hint !== undefined) expect(explanation.reason.hint).toContain(hint);
    const text = renderExplanation(explanation);
    for (const name of [names.code, names.rule, ...(names.parts ?? []), ...(names.missing ?? [])]) {
      if (name !== undefined) expect(text).toContain(name);
    }
  },
);

const SCHEMA = { type: "object", properties: { status: { type: "string" } }, required: ["owner"] };
const guarded = {
  ...filesOf([
    resource("foo", [allow("view", "a")], {
      schemas: {
        resourceSchema: { ref: "cerbos:///foo.json" },
        principalSchema: { ref: "cerbos:///who.json" },
      },
    }),
  ]),
  "_schemas/foo.json": JSON.stringify(SCHEMA),
  "_schemas/who.json": JSON.stringify({ type: "object", properties: { level: { type: "number" } } }),
};

// biome-ignore format: one row per denial
test.each([
  ["a missing attribute",        { r: {} },                                         "`/` of the resource",   "owner"],
  ["an attribute of a type",     { r: { owner: "x", status: 5 } },                  "`/status` of the resource", "string"],
  ["several problems",           { r: { status: 5 } },                              "of the resource",       "1 more"],
  ["the principal's attributes", { r: { owner: "x" }, p: { level: "high" } },       "`/level` of the principal", "number"],
])("where schemas are enforced, an explanation names %s", (_, asked, place, word) => {
  const pdp = createPdp({ policies: guarded, schemaEnforcement: "reject" });
  const { reason, validationErrors } = pdp.check(request("view", asked)).explain("view");
  expect(reason.code).toBe("schema-rejected");
  expect(reason.message).toContain(place);
  expect(reason.message).toContain(word);
  expect(validationErrors.length).toBeGreaterThan(0);
});

test("a mistake of ours is named as one", () => {
  const pdp = pdpOf([resource("foo", [allow("view", "a", { if: "R.attr.x" })])], {
    onInternalError: () => undefined,
  });
  const r = Object.defineProperty({}, "x", {
    enumerable: true,
    get: (() => {
      let reads = 0;
      return () => {
        reads += 1;
        if (reads > 1) throw new Error("a getter that fails later");
        return true;
      };
    })(),
  });
  expect(pdp.check(request("view", { r })).explain("view").reason.code).toBe("internal-error");
});
