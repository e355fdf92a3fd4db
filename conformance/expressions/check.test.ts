import { expect, test } from "vitest";
import { seededRandom } from "../differential/random.ts";
import { referenceBinary } from "../differential/reference-server.ts";
import { compareExpressions } from "./compare-expressions.ts";
import { generateExpression } from "./generate-expression.ts";

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 1);
const seeds = Array.from({ length: isFull ? 20 : 2 }, (_, index) => firstSeed + index);

test.skipIf("missing" in referenceBinary()).each(seeds)(
  "generated expressions compile and evaluate as in the reference, seed %i",
  async (seed) => {
    const random = seededRandom(seed);
    const texts = Array.from({ length: 1000 }, () => generateExpression(random));
    const { evaluated, verdicts, values } = await compareExpressions(texts);
    expect([evaluated > 500, verdicts.join("\n"), values.join("\n")]).toEqual([true, "", ""]);
  },
  120_000,
);
