import { afterAll, expect, test } from "vitest";
import { settingsOf } from "./batch-settings.ts";
import { type Comparison, compareSets, type Difference, sumUp } from "./compare-sets.ts";
import { describeDifference } from "./describe-difference.ts";
import { type GeneratedSet, generateSet } from "./generate-set.ts";
import { minimise } from "./minimise.ts";
import { referenceBinary } from "./reference-server.ts";
import type { ScopePermission } from "./vocabulary.ts";

const binary = referenceBinary();

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 1);
const batches = isFull ? 40 : 3;
const setsPerBatch = 12;
const requestsPerSet = 50;

const totals: Comparison[] = [];

afterAll(() => {
  const { actions, explained } = sumUp(totals);
  const known = [...explained].map(([id, count]) => `${id} ${count}`).join(", ");
  console.log(
    `${totals.length * setsPerBatch} sets, ${actions} decisions compared; explained: ${known || "none"}`,
  );
});

test.skipIf("missing" in binary).each(Array.from({ length: batches }, (_, batch) => batch))(
  "generated policies are decided as the reference decides them, batch %i",
  async (batch) => {
    const comparison = await compareSets(setsOf(batch), settingsOf(batch));
    totals.push(comparison);
    expect(await describeFirst(comparison.differences)).toBe("");
  },
  180_000,
);

function setsOf(batch: number): GeneratedSet[] {
  const root: ScopePermission = batch % 8 === 4 ? "require-consent" : "override";
  return Array.from({ length: setsPerBatch }, (_, index) =>
    generateSet(firstSeed + batch * setsPerBatch + index, root, requestsPerSet),
  );
}

async function describeFirst(differences: readonly Difference[]): Promise<string> {
  const [first] = differences;
  if (first === undefined) return "";
  return `${differences.length} differences, the first of them:\n${describeDifference(await minimise(first))}`;
}
