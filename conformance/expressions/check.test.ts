import { expect, test } from "vitest";
import { seededRandom } from "../differential/random.ts";
import { referenceBinary } from "../differential/reference-server.ts";
import { compareExpressions } from "./compare-expressions.ts";
import { generateExpression } from "./generate-expression.ts";

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 1);
const seeds = Array.from({ length: isFull ? 20 : 1 }, (_, index) => firstSeed + index);

test.skipIf("missing" in referenceBinary()).each(seeds)(
  "generated expressions compile and evaluate as in the reference, seed %i",
  async (seed) => {
    const random = seededRandom(seed);
    const texts = Array.from({ length: isFull ? 1000 : 400 }, () => generateExpression(random));
    const { evaluated, verdicts, values } = await compareExpressions(texts);
    expect([evaluated > texts.length / 2, verdicts.join("\n"), values.join("\n")]).toEqual([true, "", ""]);
  },
  120_000,
);
