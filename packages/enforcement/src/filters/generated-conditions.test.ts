import fc from "fast-check";
import { expect, test } from "vitest";
import { attributesOf } from "./attributes-of.ts";
import { allowedIds, planOf } from "./contract-suite/contract-suite.ts";
import { documentMapping, joinedDocument } from "./contract-suite/document-mapping.ts";
import { hostileDocuments } from "./contract-suite/documents.ts";
import { generatedCondition } from "./contract-suite/generate-condition.ts";
import { pdpOfShapes } from "./contract-suite/policies.ts";
import { openSqlite } from "./contract-suite/sqlite-backend.ts";
import { listFilter as memoryFilter } from "./memory.ts";
import { listFilter } from "./sql.ts";

const now = new Date("2026-11-20T12:00:00.000Z");
const mapping = documentMapping({ timestamps: "text" });
const documents = hostileDocuments();
const database = await openSqlite(documents);
const numRuns = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 2_000 : 60;

test("a query and a predicate let through exactly what a check allows, whatever the condition", () => {
  fc.assert(
    fc.property(fc.array(generatedCondition, { minLength: 8, maxLength: 8 }), (conditions) => {
      const rules = conditions.map((expr) => ({ effect: "EFFECT_ALLOW", match: { expr } }) as const);
      const pdp = pdpOfShapes(
        rules.map((rule) => ({ name: rule.match.expr, rules: [rule] })),
        now,
      );
      for (const [index, condition] of conditions.entries()) {
        const plan = planOf(pdp, `s${index}`);
        const allowed = allowedIds(pdp, `s${index}`, documents, mapping);
        expect([condition, queried(plan)]).toEqual([condition, allowed]);
        expect([condition, filtered(plan)]).toEqual([condition, allowed]);
      }
    }),
    { numRuns },
  );
}, 600_000);

function queried(plan: Parameters<typeof listFilter>[0]): readonly string[] {
  const { where } = listFilter(plan, mapping, { dialect: "sqlite", now: () => now });
  const text = `SELECT id FROM documents WHERE ${where.text} ORDER BY id`;
  const [result] = database.exec(text, [...where.parameters] as string[]);
  return (result?.values ?? []).map(([id]) => String(id));
}

const resources = documents.documents.map((document) => ({
  id: String(document.id),
  attributes: attributesOf(joinedDocument(document, documents), mapping),
}));

function filtered(plan: Parameters<typeof memoryFilter>[0]): readonly string[] {
  return resources.filter(memoryFilter(plan, { now: () => now }).where).map(({ id }) => id);
}
