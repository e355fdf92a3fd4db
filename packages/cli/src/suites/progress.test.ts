import { expect, test } from "vitest";
import { showProgress } from "./progress.ts";

function written(isTTY: boolean, times: readonly number[]): string {
  let text = "";
  let at = 0;
  const stream = {
    isTTY,
    write(part: string) {
      text += part;
    },
  };
  const progress = showProgress(stream, times.length, () => at);
  for (const time of times) {
    at = time;
    progress.step();
  }
  progress.close();
  return text;
}

// biome-ignore format: one row per run
test.each([
  ["a short run on a terminal",  true,  [10, 500, 999],           ""],
  ["a long run elsewhere",       false, [10, 2_000],              ""],
  ["a long run on a terminal",   true,  [10, 1_000, 1_050, 1_100], "\r\u001b[KRunning tests: 2 of 4 suites\r\u001b[KRunning tests: 4 of 4 suites\r\u001b[K"],
])("%s leaves %j", (_, isTTY, times, expected) => {
  expect(written(isTTY, times)).toBe(expected);
});
