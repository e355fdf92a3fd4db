import { afterAll, expect, test } from "vitest";
import { settingsOf } from "./batch-settings.ts";
import { comparePlans, type PlanComparison, sumUpPlans } from "./compare-plans.ts";
import { describePlanDifference } from "./describe-plan-difference.ts";
import { generatePlanSet, type PlanSet } from "./generate-plan-requests.ts";
import { referenceBinary } from "./reference-server.ts";
import type { ScopePermission } from "./vocabulary.ts";

const binary = referenceBinary();

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 1);
const batches = isFull ? 16 : 2;
const setsPerBatch = 10;
const plansPerSet = isFull ? 50 : 25;

const totals: PlanComparison[] = [];

afterAll(() => {
  const { plans, conditional, explained } = sumUpPlans(totals);
  const known = [...explained].map(([id, count]) => `${id} ${count}`).join(", ");
  console.log(`${plans} plans compared, ${conditional} of them conditional; explained: ${known || "none"}`);
});

test.skipIf("missing" in binary).each(Array.from({ length: batches }, (_, batch) => batch))(
  "generated policies are planned as the reference plans them, batch %i",
  async (batch) => {
    const comparison = await comparePlans(setsOf(batch), settingsOf(batch));
    totals.push(comparison);
    const [first] = comparison.differences;
    const count = comparison.differences.length;
    expect(
      first === undefined ? "" : `${count} differences, the first:\n${describePlanDifference(first)}`,
    ).toBe("");
  },
  180_000,
);

function setsOf(batch: number): PlanSet[] {
  const root: ScopePermission = batch % 8 === 4 ? "require-consent" : "override";
  return Array.from({ length: setsPerBatch }, (_, index) =>
    generatePlanSet(firstSeed + batch * setsPerBatch + index, root, plansPerSet),
  );
}
