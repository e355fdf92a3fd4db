import { expect, test } from "vitest";
import { showProgress } from "./progress.ts";

interface Terminal {
  readonly isTTY: boolean;
  readonly columns?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

function written({ environment = {}, ...terminal }: Terminal, times: readonly number[]): string {
  let text = "";
  let at = 0;
  const stderr = {
    ...terminal,
    write(part: string) {
      text += part;
    },
  };
  const progress = showProgress({ stderr, environment }, times.length, () => at);
  for (const time of times) {
    at = time;
    progress.step();
  }
  progress.close();
  return text;
}

const LONG = [10, 1_000, 1_050, 1_100];
const SHOWN = "\r\u001b[KRunning tests: 2 of 4 suites\r\u001b[KRunning tests: 4 of 4 suites\r\u001b[K";
const CUT = "\r\u001b[KRunning tests\r\u001b[KRunning tests\r\u001b[K";

// biome-ignore format: one row per run
test.each<readonly [title: string, terminal: Terminal, times: readonly number[], expected: string]>([
  ["a short run on a terminal",             { isTTY: true },                                 [10, 500, 999], ""],
  ["a long run elsewhere",                  { isTTY: false },                                [10, 2_000],    ""],
  ["a long run on a terminal",              { isTTY: true },                                 LONG,           SHOWN],
  ["a long run on a narrow terminal",       { isTTY: true, columns: 14 },                    LONG,           CUT],
  ["a long run where lines stay",           { isTTY: true, environment: { TERM: "dumb" } },  LONG,           ""],
  ["a long run that a build server keeps",  { isTTY: true, environment: { CI: "true" } },    LONG,           ""],
])("%s leaves %j", (_, terminal, times, expected) => {
  expect(written(terminal, times)).toBe(expected);
});
