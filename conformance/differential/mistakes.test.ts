import { expect, test } from "vitest";
import { seedMistake } from "./mistakes.ts";
import { explainMistake } from "./mistakes-explain.ts";
import { filesOfRepository } from "./mistakes-repository.ts";
import { orthrusVerdict, referenceVerdict, referenceVerdicts } from "./mistakes-verdicts.ts";
import { seededRandom } from "./random.ts";
import { referenceBinary } from "./reference-server.ts";

const CASES_PER_BATCH = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 500 : 100;
const batches = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 6 : 1;
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 1);
const seeds = Array.from({ length: batches }, (_, index) => firstSeed + index);

test.skipIf("missing" in referenceBinary()).each(seeds)(
  "repositories with a mistake are accepted and refused as by the reference, seed %i",
  async (seed) => {
    const random = seededRandom(seed);
    const cases = Array.from({ length: CASES_PER_BATCH }, (_, number) => {
      const name = nameOf(number);
      const { kind, repository } = seedMistake(random, name);
      return { name, kind, files: filesOfRepository(repository) };
    });
    const reference = await referenceVerdicts(new Map(cases.map(({ name, files }) => [name, files])));
    const differences: string[] = [];
    let refused = 0;
    for (const { name, kind, files } of cases) {
      const ours = orthrusVerdict(files);
      if (ours.length > 0) refused++;
      if (ours.length > 0 === (reference.get(name) ?? []).length > 0) continue;
      // Others in the folder may be to blame.
      const theirs = await referenceVerdict(name, files);
      if (ours.length > 0 === theirs.length > 0 || explainMistake({ files, ours, theirs }) !== undefined)
        continue;
      differences.push(
        `${kind}: Orthrus says ${JSON.stringify(ours)}, the reference ${JSON.stringify(theirs)}\n`,
      );
    }
    expect([refused > cases.length / 3, differences.join("")]).toEqual([true, ""]);
  },
  300_000,
);

/** Names differ in several places, so that a typo in one does not make it another. */
function nameOf(number: number): string {
  return `case${number}z${(number * 7_919) % 10_007}`;
}
