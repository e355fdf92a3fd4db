import { model, Schema, sanitizeFilter, Types } from "mongoose";
import { describe, expect, test } from "vitest";
import { attributesOf, type RowRecord } from "./attributes-of.ts";
import { type FilterBackend, filterContract, planOf } from "./contract-suite/contract-suite.ts";
import { documentMapping, joinedDocument } from "./contract-suite/document-mapping.ts";
import { generatedContract } from "./contract-suite/generated-suite.ts";
import { meets } from "./contract-suite/mongo-evaluator.ts";
import { pdpOfShapes } from "./contract-suite/policies.ts";
import { asker } from "./contract-suite/shapes.ts";
import { column, type ResourceMapping, toMany, toOne } from "./mapping.ts";
import { listFilter } from "./mongoose.ts";

const mapping = documentMapping({
  timestamps: "utc",
  lists: "array",
  // The documents have a list that is called like this relation.
  relation: (name) => (name === "labels" ? "labelRows" : name),
});

const user = {
  id: String,
  name: String,
  department: String,
  level: Number,
  path: String,
};
const Document = model(
  "Document",
  new Schema(
    {
      id: String,
      title: String,
      status: String,
      owner_id: String,
      team: String,
      score: Number,
      points: BigInt,
      rank_no: Number,
      is_public: Boolean,
      is_archived: Boolean,
      created_at: Date,
      updated_at: Date,
      path: String,
      tags: [String],
      labels: [String],
      numbers: [Number],
      meta: Schema.Types.Mixed,
      owner: { ...user, manager: user },
      members: [{ user_id: String, role: String, level: Number, user }],
      labelRows: [{ name: String, weight: Number }],
    },
    { id: false, versionKey: false },
  ),
);

/** Mongoose makes the query, as it would for the server. */
function backendWith(isSanitized: boolean): FilterBackend {
  let documents: readonly RowRecord[] = [];
  return {
    mapping,
    isDynamic: true,
    open: async (made) => {
      documents = made.documents.map((document) => joinedDocument(document, made));
    },
    query: async (plan, now) => {
      const { where } = listFilter(plan, mapping, { now });
      const query = Document.find(where);
      if (isSanitized) sanitizeFilter<RowRecord>(query.getFilter() as object);
      query.cast(Document);
      const filter = query.getFilter();
      return documents.filter((document) => meets(document, filter)).map(({ id }) => String(id));
    },
    close: async () => undefined,
  };
}

describe("references and embedded documents", () => {
  const Folder = model(
    "Folder",
    new Schema({
      owner: Schema.Types.ObjectId,
      name: { type: String, lowercase: true },
      parents: [Schema.Types.Mixed],
    }),
  );
  const folders: ResourceMapping = {
    table: "folders",
    id: column("_id", "string", { null: "never", stored: "objectId" }),
    attributes: {
      ownerId: column("owner", "string", { null: "missing", stored: "objectId" }),
      name: column("name", "string", { null: "missing" }),
      parents: toMany("parents", { name: column("name", "string", { null: "value" }) }),
      team: toOne(
        { table: "teams", on: { team: "_id" } },
        { name: column("name", "string", { null: "missing" }) },
      ),
    },
  };
  const [mine, other] = [new Types.ObjectId("65f000000000000000000001"), new Types.ObjectId()];
  const rows = [
    { _id: mine, owner: mine, name: "A", parents: [{ name: "a" }, [{ name: "a" }]] },
    { _id: other, owner: other, name: "a", parents: [[{}], new Date(0), mine, 1, null] },
    { _id: new Types.ObjectId(), owner: String(mine), name: 1, parents: { name: "a" } },
    { _id: new Types.ObjectId(), parents: [{}] },
  ];

  // biome-ignore format: one row per condition
  test.each([
    `R.attr.ownerId == "65f000000000000000000001"`, `R.attr.ownerId != "65f000000000000000000001"`, `R.attr.ownerId in ["65f000000000000000000001", "ada"]`,
    `R.id == "65f000000000000000000001"`, `R.attr.ownerId == "65F000000000000000000001"`, `R.attr.ownerId < "7"`, `R.attr.ownerId.startsWith("65f")`,
    `has(R.attr.ownerId)`, `!has(R.attr.ownerId)`, `R.attr.ownerId != R.id`,
    `R.attr.name == "a"`, `R.attr.parents.exists(p, p.name == null)`, `R.attr.parents.all(p, p.name == "a")`, `size(R.attr.parents) == 0`,
  ])("%s", (expr) => {
    const pdp = pdpOfShapes([{ name: expr, rules: [{ effect: "EFFECT_ALLOW", match: { expr } }] }], new Date(0));
    const query = Folder.find(listFilter(planOf(pdp, "s0"), folders).where);
    query.cast(Folder);
    const found = rows.filter((row) => meets(row, query.getFilter()));
    const allowed = rows.filter((row) => {
      const resource = { kind: "document", id: String(row._id), attributes: attributesOf(row, folders) };
      return pdp.check({ principal: asker, resource, actions: ["s0"] }).allAllowed();
    });
    expect(found).toEqual(allowed);
  });

  // The setter of the schema changes what is asked for; the expression does not let that through.
  test("a schema that changes texts does not widen a filter", () => {
    const expr = `R.attr.name == "A"`;
    const pdp = pdpOfShapes(
      [{ name: expr, rules: [{ effect: "EFFECT_ALLOW", match: { expr } }] }],
      new Date(0),
    );
    const query = Folder.find(listFilter(planOf(pdp, "s0"), folders).where);
    query.cast(Folder);
    expect(JSON.stringify(query.getFilter())).toContain(`"name":{"$eq":"a"}`);
    expect(rows.filter((row) => meets(row, query.getFilter()))).toEqual([]);
  });

  test("a relation to another collection is refused", () => {
    const expr = `R.attr.team.name == "a"`;
    const pdp = pdpOfShapes(
      [{ name: expr, rules: [{ effect: "EFFECT_ALLOW", match: { expr } }] }],
      new Date(0),
    );
    const ask = () => listFilter(planOf(pdp, "s0"), folders);
    expect(ask).toThrow(
      expect.objectContaining({
        code: "enforcement/unsupported-condition",
        hint: expect.stringContaining("$lookup"),
      }),
    );
  });

  test.each([
    ["EFFECT_ALLOW", {}],
    ["EFFECT_DENY", { $and: [{ _id: { $in: [] } }] }],
  ] as const)("%s for all needs no fields", (effect, where) => {
    const pdp = pdpOfShapes([{ name: effect, rules: [{ effect }] }], new Date(0));
    const filter = listFilter(planOf(pdp, "s0"), folders);
    expect(JSON.parse(JSON.stringify(filter.where))).toEqual(where);
    expect(filter.skip).toBe(effect === "EFFECT_DENY");
  });
});

const numRuns = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 200 : 15;

filterContract("Mongoose", backendWith(false));
filterContract("Mongoose, which takes no operators of others", { ...backendWith(true), only: /a/ });
generatedContract("Mongoose, generated", backendWith(false), numRuns);
