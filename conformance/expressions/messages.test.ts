import { expect, test } from "vitest";
import { seededRandom } from "../differential/random.ts";
import { referenceBinary } from "../differential/reference-server.ts";
import { compareMessages } from "./compare-messages.ts";
import { mutateExpression } from "./mutate-expression.ts";
import { longExpressions, malformedExpressions } from "./sound-expressions.ts";

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 1);
const seeds = Array.from({ length: isFull ? 5 : 1 }, (_, index) => firstSeed + index);

const binary = referenceBinary();
if ("missing" in binary) console.log(`skipped: messages are not compared, because ${binary.missing}`);

test.skipIf("missing" in binary)(
  "what people write by mistake is refused in the words of the reference",
  async () => {
    const texts = [...malformedExpressions, ...longExpressions];
    const { refused, sameWords, verdicts, words } = await compareMessages(texts);
    expect([verdicts, words.length === 0 ? [] : words, refused === sameWords]).toEqual([[], [], true]);
  },
  60_000,
);

test.skipIf("missing" in binary).each(seeds)(
  "broken expressions are refused where the reference refuses them, 49 in 50 in its words, seed %i",
  async (seed) => {
    const random = seededRandom(seed);
    const texts = Array.from({ length: isFull ? 3000 : 500 }, () => mutateExpression(random));
    const { refused, sameWords, verdicts, words } = await compareMessages(texts);
    if (words.length > 0)
      console.log(`${sameWords} of ${refused} in the same words; others:\n${words.join("\n")}`);
    expect([verdicts.join("\n"), refused > texts.length / 2, sameWords >= 0.98 * refused]).toEqual([
      "",
      true,
      true,
    ]);
  },
  120_000,
);
