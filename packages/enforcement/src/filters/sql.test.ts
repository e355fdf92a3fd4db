import { Orthrus } from "@orthrus/client";
import * as pg from "drizzle-orm/pg-core";
import { describe, expect, test } from "vitest";
import { columnOf } from "./drizzle.ts";
import { column, type ResourceMapping } from "./mapping.ts";
import { filterFor, listFilter } from "./sql.ts";

const mapping: ResourceMapping = {
  table: "documents",
  attributes: {
    ownerId: column("owner_id", "string", { null: "missing" }),
    folderId: column("folder_id", "string", { null: "never", stored: "uuid" }),
    score: column('sco`re"', "integer", { null: "never" }),
  },
};

const own = {
  kind: "KIND_CONDITIONAL",
  condition: { operator: "eq", operands: [{ name: "request.resource.attr.ownerId" }, { value: "ada'; --" }] },
};

describe("a filter as text", () => {
  // biome-ignore format: one row per dialect
  test.each([
    ["postgres", `("documents"."owner_id" = $3::text AND ("documents"."owner_id")::text COLLATE "C" = ($4::text)::text COLLATE "C")`, 2],
    ["mysql",    "(`documents`.`owner_id` = ? AND CAST(CONVERT(`documents`.`owner_id` USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS BINARY))", 2],
    ["sqlite",   `(("documents"."owner_id") COLLATE BINARY = (?) COLLATE BINARY AND typeof("documents"."owner_id") = 'text')`, 1],
  ] as const)("binds values in %s", (dialect, text, count) => {
    const { kind, skip, where } = listFilter(own, mapping, { dialect, parametersBefore: 2 });
    const parameters = Array.from({ length: count }, () => "ada'; --");
    expect({ kind, skip, where }).toEqual({ kind: "some", skip: false, where: { text, parameters } });
  });

  test("quotes names", () => {
    const condition = { operator: "gt", operands: [{ name: "request.resource.attr.score" }, { value: 1 }] };
    const plan = { kind: "KIND_CONDITIONAL", condition };
    expect(listFilter(plan, mapping, { dialect: "postgres" }).where.text).toBe(
      '"documents"."sco`re""" > $1::bigint',
    );
    expect(listFilter(plan, mapping, { dialect: "mysql" }).where.text).toBe(
      '`documents`.`sco``re"` > CAST(? AS SIGNED)',
    );
  });

  test.each([
    ["0b6e3f0e-0f4e-4c36-9d5b-0f3c7f5d9a11", '"documents"."folder_id" = $1::uuid'],
    ["0B6E3F0E-0F4E-4C36-9D5B-0F3C7F5D9A11", "(FALSE AND"],
    ["ada", "(FALSE AND"],
  ])("compares a uuid with %s without failing", (value, part) => {
    const condition = { operator: "eq", operands: [{ name: "request.resource.attr.folderId" }, { value }] };
    const plan = { kind: "KIND_CONDITIONAL", condition };
    expect(listFilter(plan, mapping, { dialect: "postgres" }).where.text).toContain(part);
  });
});

// biome-ignore format: one row per answer
test.each([
  ["KIND_ALWAYS_ALLOWED", { kind: "all",  skip: false, where: { text: "1 = 1", parameters: [] } }],
  ["KIND_ALWAYS_DENIED",  { kind: "none", skip: true,  where: { text: "1 = 0", parameters: [] } }],
])("%s needs no columns", (kind, filter) => {
  expect(listFilter({ kind }, mapping, { dialect: "sqlite" })).toEqual(filter);
});

test("a client of the SDK is asked for the plan", async () => {
  const policy = {
    apiVersion: "api.cerbos.dev/v1",
    resourcePolicy: {
      resource: "document",
      version: "default",
      rules: [
        {
          actions: ["view"],
          effect: "EFFECT_ALLOW",
          roles: ["user"],
          condition: { match: { expr: "R.attr.ownerId == P.id" } },
        },
      ],
    },
  };
  const client = new Orthrus({ policies: { "document.yaml": JSON.stringify(policy) } });
  const ask = (action: string) =>
    filterFor(
      client,
      { principal: { id: "ada", roles: ["user"] }, resource: { kind: "document" }, action },
      mapping,
      { dialect: "sqlite" },
    );
  expect((await ask("view")).where.parameters).toEqual(["ada"]);
  expect((await ask("delete")).skip).toBe(true);
});

describe("a mapping made of a Drizzle table", () => {
  const table = pg.pgTable("documents", {
    id: pg.uuid().primaryKey(),
    title: pg.text(),
    createdAt: pg.timestamp("created_at").notNull(),
    seenAt: pg.timestamp("seen_at", { withTimezone: true }),
  });

  test("knows types, storage and NOT NULL", () => {
    expect([
      columnOf(table.id),
      columnOf(table.createdAt),
      columnOf(table.seenAt, { null: "missing" }),
      columnOf(table.title, { null: "value" }),
    ]).toEqual([
      { kind: "column", name: "id", type: "string", null: "never", stored: "uuid" },
      { kind: "column", name: "created_at", type: "timestamp", null: "never", stored: "utc" },
      { kind: "column", name: "seen_at", type: "timestamp", null: "missing", stored: "zoned" },
      { kind: "column", name: "title", type: "string", null: "value" },
    ]);
  });

  test("has to be told what NULL means", () => {
    expect(() => columnOf(table.title)).toThrow("may be NULL");
  });
});
