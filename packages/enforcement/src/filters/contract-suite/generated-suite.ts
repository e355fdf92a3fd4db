import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FilterError } from "../errors.ts";
import { allowedIds, documentsFor, type FilterBackend, planOf } from "./contract-suite.ts";
import { generatedCondition } from "./generate-condition.ts";
import { pdpOfShapes } from "./policies.ts";

const now = new Date("2026-11-20T12:00:00.000Z");
const perPolicy = 8;

/** The law of filters, for conditions that nobody wrote. */
export function generatedContract(title: string, backend: FilterBackend, numRuns: number): void {
  describe(title, () => {
    const documents = documentsFor(backend);
    // A database inside the process takes seconds to start where other tests keep the machine busy.
    beforeAll(() => backend.open(documents), 60_000);
    afterAll(() => backend.close());

    test("what comes back is what a check allows, whatever the condition", async () => {
      let refused = 0;
      let asked = 0;
      const property = fc.asyncProperty(
        fc.array(generatedCondition, { minLength: perPolicy, maxLength: perPolicy }),
        async (conditions) => {
          const pdp = pdpOfShapes(conditions.map(shapeOf), now);
          for (const [index, condition] of conditions.entries()) {
            asked += 1;
            const found = await backend.query(planOf(pdp, `s${index}`), () => now).catch(refusal);
            if (found === undefined) refused += 1;
            else {
              const allowed = allowedIds(pdp, `s${index}`, documents, backend.mapping);
              expect([condition, [...found].sort()]).toEqual([condition, allowed]);
            }
          }
        },
      );
      await fc.assert(property, { numRuns });
      expect(refused / asked).toBeLessThan(backend.refuses === undefined ? 0.02 : 1);
    }, 900_000);
  });
}

function shapeOf(expr: string): Parameters<typeof pdpOfShapes>[0][number] {
  return { name: expr, rules: [{ effect: "EFFECT_ALLOW", match: { expr } }] };
}

function refusal(error: unknown): undefined {
  if (!(error instanceof FilterError)) throw error;
}
