import { describe, expect, test } from "vitest";
import { planOf } from "./contract-suite/contract-suite.ts";
import { documentMapping } from "./contract-suite/document-mapping.ts";
import { pdpOfShapes } from "./contract-suite/policies.ts";
import { shapes } from "./contract-suite/shapes.ts";
import { FilterError } from "./errors.ts";
import { column } from "./mapping.ts";
import { listFilter, type PrismaProvider } from "./prisma.ts";

// What comes back from databases is proven in tests/prisma; this is what can be seen without one.
const mapping = documentMapping({ timestamps: "utc", lists: "array", relation: (name) => name });
const pdp = pdpOfShapes(shapes, new Date("2026-11-20T12:00:00.000Z"));
const providers = ["postgresql", "mysql", "sqlite"] as const;

function written(action: string, provider: PrismaProvider): unknown {
  try {
    return listFilter(planOf(pdp, action), mapping, { provider, collation: "binary" }).where;
  } catch (error) {
    if (error instanceof FilterError && error.hint !== "") return {};
    throw error;
  }
}

/** What Prisma takes for everything: an empty `OR` below `AND`, an empty `NOT`, a value that is undefined. */
function isWide(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== "object" || value === null || value instanceof Date) return false;
  return Object.entries(value).some(([name, inside]) => {
    const isEmpty = typeof inside === "object" && inside !== null && Object.keys(inside).length === 0;
    return (isEmpty && ["AND", "OR", "NOT"].includes(name)) || isWide(inside);
  });
}

test.each(providers)("nothing that Prisma takes for everything is in a filter for %s", (provider) => {
  const wide = shapes.filter((_, index) => isWide(written(`s${index}`, provider)));
  expect(wide).toEqual([]);
});

describe("a filter for nothing", () => {
  const plan = { kind: "KIND_ALWAYS_DENIED" };
  const flag = column("flag", "boolean", { null: "never" });
  const title = column("title", "string", { null: "never" });

  // biome-ignore format: one row per mapping
  test.each([
    ["the id",      { id: column("id", "string", { null: "never" }), attributes: { title } }, { id: { in: [] } }],
    ["any field",   { attributes: { flag, title } },                                          { title: { in: [] } }],
  ] as const)("asks %s", (_title, attributes, where) => {
    const filter = listFilter(plan, { table: "Document", ...attributes }, { provider: "sqlite" });
    expect(filter).toEqual({ kind: "none", skip: true, where });
  });

  test("is refused where no field can say it", () => {
    const ask = () => listFilter(plan, { table: "Document", attributes: { flag } }, { provider: "sqlite" });
    expect(ask).toThrow(expect.objectContaining({ code: "enforcement/invalid-mapping" }));
  });
});

// biome-ignore format: one row per provider
test.each([
  ["mysql",      "eq"],
  ["postgresql", "lt"],
] as const)("%s without a binary collation refuses `%s` of texts", (provider, operator) => {
  const condition = { operator, operands: [{ name: "request.resource.attr.team" }, { value: "a" }] };
  const ask = () => listFilter({ kind: "KIND_CONDITIONAL", condition }, mapping, { provider });
  expect(ask).toThrow(expect.objectContaining({ operator, hint: expect.stringContaining('collation: "binary"') }));
});
