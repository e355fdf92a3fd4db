import { createPdp } from "@orthrus/engine";
import type { PlanOperand } from "@orthrus/protocol";
import { describe, expect, test } from "vitest";
import { FilterError } from "./errors.ts";
import { listCondition } from "./list-condition.ts";
import { column, list, type ResourceMapping, toMany, toOne } from "./mapping.ts";
import { listFilter as memoryFilter } from "./memory.ts";
import type { AnyPlan } from "./plan.ts";
import { listFilter } from "./sql.ts";

const mapping: ResourceMapping = {
  table: "documents",
  attributes: {
    title: column("title", "string", { null: "missing" }),
    score: column("score", "number", { null: "missing" }),
    rank: column("rank_no", "integer", { null: "never" }),
    public: column("is_public", "boolean", { null: "missing" }),
    createdAt: column("created_at", "timestamp", { null: "missing", stored: "utc" }),
    path: column("path", "string", { null: "missing" }),
    tags: list("tags", "string", { null: "missing", stored: "json" }),
    owner: toOne(
      { table: "users", on: { owner_id: "id" } },
      { name: column("name", "string", { null: "missing" }) },
    ),
    members: toMany(
      { table: "members", on: { id: "document_id" } },
      { role: column("role", "string", { null: "missing" }) },
    ),
    unknown: toOne("unknown", { name: column("name", "string", { null: "missing" }) }),
  },
};

function planOf(expr: string): AnyPlan {
  const policy = {
    apiVersion: "api.cerbos.dev/v1",
    resourcePolicy: {
      resource: "document",
      version: "default",
      rules: [{ actions: ["view"], effect: "EFFECT_ALLOW", roles: ["user"], condition: { match: { expr } } }],
    },
  };
  const pdp = createPdp({ policies: { "document.yaml": JSON.stringify(policy) }, planPresence: "operator" });
  const principal = { id: "ada", roles: ["user"], attributes: { number: 3, tag: "a\0b" } };
  return pdp.plan({ principal, resource: { kind: "document" }, actions: ["view"] });
}

function refusal(ask: () => unknown): FilterError {
  try {
    ask();
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

// biome-ignore format: one row per condition
describe.each([
  ["R.attr.title.matches('a.c')",                              "matches"],
  ["!R.attr.title.matches('^a|b')",                            "matches"],
  ["R.attr.public || R.attr.title.matches('a+')",              "matches"],
  ["R.attr.score + P.attr.number > 2.5",                       "add"],
  ["R.attr.score / 2.5 > 1.0",                                 "div"],
  ["int(R.attr.score) % 2 == 0",                               "mod"],
  ["R.attr.score > 9007199254740993",                          ""],
  ["R.attr.title == P.attr.tag",                               ""],
  ["R.attr.createdAt == '2026-11-20T08:00:00.000Z'",           "eq"],
  ["R.attr.createdAt < 'a'",                                   "lt"],
  ["timestamp(R.attr.title) < now()",                          "timestamp"],
  ["timestamp(R.attr.createdAt).getFullYear() == 2026",        "getFullYear"],
  ["R.attr.members[0].role == 'a'",                            "index"],
  ["hierarchy(R.attr.path).siblingOf(hierarchy('a.b'))",       "siblingOf"],
  ["hierarchy(R.attr.path).immediateChildOf(hierarchy('a'))",  "immediateChildOf"],
  ["R.attr.tags == ['a', 'b']",                                "eq"],
  ["R.attr.owner == {'name': 'a'}",                            "eq"],
  ["'name' in R.attr.owner",                                   "in"],
  ["size(R.attr.owner) == 1",                                  "size"],
  ["intersect(R.attr.tags, ['a', 'b']).size() == 1",           "size"],
  ["R.attr.tags.sortBy(t, t)[0] == 'a'",                       "sortBy"],
  ["R.attr.tags.exists(i, t, i == 0 && t == 'a')",             "exists"],
  ["base64.encode(bytes(R.attr.title)) == 'YQ=='",             "base64.encode"],
  ["string(R.attr.score) == '1'",                              "string"],
  ["type(R.attr.title) == string",                             "type"],
])("%s", (expr, operator) => {
  test("is refused, with the operator, the place and a way out", () => {
    const { code, operator: named, where, hint, message } = refusal(() => listCondition(planOf(expr), mapping));
    expect({ code, named }).toEqual({ code: "enforcement/unsupported-condition", named: operator });
    expect([where, hint].every((text) => text.length > 0)).toBe(true);
    expect(message).toContain(where);
  });
});

test("values of the filter are in no message", () => {
  const { message, where } = refusal(() => listCondition(planOf("R.attr.title.matches('sec.et')"), mapping));
  expect(where).toBe("(matches request.resource.attr.title …)");
  expect(message).not.toContain("sec.et");
});

// biome-ignore format: one row per condition
test.each([
  ["R.attr.titel == 'a'",                            "request.resource.attr.titel",    "`title`"],
  ["R.attr.owner.nam == 'a'",                        "request.resource.attr.owner.nam", "`name`"],
  ["R.attr.members.exists(m, m.rol == 'a')",         "m.rol",                          "`role`"],
  ["R.attr['titles'] == 'a'",                        "titles",                         "`title`"],
  ["has(R.attr.tag)",                                "tag",                            "`tags`"],
  ["R.attr.constructor == 'a'",                      "request.resource.attr.constructor", "`score`"],
  ["R.attr.title.first == 'a'",                      "request.resource.attr.title.first", "mapping"],
  ["R.id == 'a'",                                    "request.resource.id",            "mapping"],
  ["R.policyVersion == 'a'",                         "request.resource.policyVersion", "mapping"],
])("%s is refused with the name and the nearest ones", (expr, where, guess) => {
  const found = refusal(() => listCondition(planOf(expr), mapping));
  expect({ code: found.code, where: found.where }).toEqual({ code: "enforcement/unmapped-attribute", where });
  expect(found.hint).toContain(guess);
});

test("a relation without its table is a mistake of the mapping", () => {
  const plan = planOf("R.attr.unknown.name == 'a'");
  expect(refusal(() => listFilter(plan, mapping, { dialect: "postgres" })).code).toBe(
    "enforcement/invalid-mapping",
  );
});

test("a timestamp says how it is kept", () => {
  expect(refusal(() => column("at", "timestamp", { null: "never" })).code).toBe(
    "enforcement/invalid-mapping",
  );
});

test("MySQL has no case of ASCII only", () => {
  const found = refusal(() =>
    listFilter(planOf("R.attr.title.lowerAscii() == 'a'"), mapping, { dialect: "mysql" }),
  );
  expect([found.code, found.operator]).toEqual(["enforcement/unsupported-condition", "lowerAscii"]);
});

const value: PlanOperand = { kind: "value", value: 1 };

// biome-ignore format: one row per plan
test.each<[string, unknown]>([
  ["an unknown kind",            { kind: "KIND_UNSPECIFIED" }],
  ["no condition",               { kind: "KIND_CONDITIONAL" }],
  ["an operand of nothing",      { kind: "KIND_CONDITIONAL", condition: {} }],
  ["an operator without a name", { kind: "KIND_CONDITIONAL", condition: { operator: 1, operands: [] } }],
  ["an operator without operands", { kind: "conditional", condition: { kind: "expression", operator: "eq", operands: [value] } }],
  ["a struct without entries",   { kind: "conditional", condition: { kind: "expression", operator: "struct", operands: [value] } }],
])("%s is no plan, and lets nobody through", (_title, plan) => {
  expect(refusal(() => listCondition(plan as AnyPlan, mapping)).code).toBe("enforcement/invalid-plan");
});

test("an operator that nobody knows is refused", () => {
  const condition = {
    operator: "similarTo",
    operands: [{ name: "request.resource.attr.title" }, { value: "a" }],
  };
  const plan = { kind: "KIND_CONDITIONAL", condition };
  expect(refusal(() => listCondition(plan, mapping)).operator).toBe("similarTo");
  expect(refusal(() => memoryFilter(plan)).code).toBe("enforcement/unsupported-condition");
});

test("a predicate refuses names that are no attributes", () => {
  expect(refusal(() => memoryFilter(planOf("R.policyVersion == 'a'"))).code).toBe(
    "enforcement/unmapped-attribute",
  );
});

test.each<[title: string, ask: () => unknown, error: unknown]>([
  [
    "a meaning of NULL that is none",
    () => column("title", "string", { null: "mising" as never }),
    {
      code: "enforcement/invalid-mapping",
      message: "what NULL means in `title` is missing or unknown",
      hint: "it is one of `missing`, `value`, `never`",
    },
  ],
  [
    "a column without options",
    () => column("title", "string", undefined as never),
    { code: "enforcement/invalid-mapping" },
  ],
  [
    "a type that is none",
    () => column("title", "text" as never, { null: "never" }),
    { message: "the type of `title` is missing or unknown" },
  ],
  [
    "a list that does not say how it is kept",
    () => list("tags", "string", { null: "never" } as never),
    { message: "`stored` of `tags` is missing or unknown" },
  ],
  [
    "no mapping",
    () => listFilter(planOf("R.attr.public"), undefined as never, { dialect: "sqlite" }),
    { code: "enforcement/invalid-mapping", message: "the mapping has no `table` or no `attributes`" },
  ],
  [
    "a dialect that is none",
    () => listFilter(planOf("R.attr.public"), mapping, { dialect: "mariadb" as never }),
    { message: "there is no dialect `mariadb`: pass one of `postgres`, `mysql`, `sqlite`" },
  ],
])("%s is refused by its name", (_title, ask, error) => {
  expect(ask).toThrow(expect.objectContaining(error));
});
