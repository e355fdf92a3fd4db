import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommandLine } from "orthrus";
import { expect, test } from "vitest";
import { filesOfSuite, generateSuite, suitePolicies } from "./generate-suite.ts";
import { seededRandom } from "./random.ts";
import { type NamedText, referenceBinary } from "./reference-server.ts";
import { makeMistake } from "./suite-mistakes.ts";
import { suiteDifferences } from "./suite-reports.ts";

const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const SUITES_PER_SEED = isFull ? 1_000 : 120;
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 1);
const seeds = Array.from({ length: isFull ? 5 : 1 }, (_, index) => firstSeed + index);

/** What a run is asked beside the folder. COMPAT(cerbos): 0.51 takes each comma for the end of a flag. */
const WAYS: readonly (readonly string[])[] = [
  [],
  ["--skip-batching"],
  ["--test-filter=action=edit*", "--test-filter=action=view;resource=d?", "--ignore-schemas"],
  ["--test-filter=suite=D*;test=*1;principal=?d?"],
  ["--run=T|test 2.*ada"],
];

test.skipIf("missing" in referenceBinary()).each(seeds)(
  "suites come to what they come to in the reference, seed %i",
  async (seed) => {
    const folder = await mkdtemp(join(tmpdir(), "orthrus-suites-"));
    try {
      const mistakes = await writeSuites(folder, seed);
      for (const flags of WAYS) {
        const words = ["compile", folder, "--output=json", ...flags];
        const [ours, theirs] = await Promise.all([runOrthrus(words), runReference(words)]);
        expect(ours.code).toBe(theirs.code);
        if (flags.length === 0) expect(resultsIn(theirs.stdout)).toEqual(EVERY_RESULT);
        expect(
          suiteDifferences(ours.stdout, theirs.stdout, (file) => `${mistakes.get(file)} ${flags}`),
        ).toEqual([]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  300_000,
);

const EVERY_RESULT = ["RESULT_ERRORED", "RESULT_FAILED", "RESULT_PASSED", "RESULT_SKIPPED"];

/** So that nobody compares suites that are all broken. */
function resultsIn(report: string): readonly string[] {
  return [...new Set(report.match(/RESULT_\w+/g))].sort();
}

/** Comes back with what was done to each suite. */
async function writeSuites(folder: string, seed: number): Promise<ReadonlyMap<string, string>> {
  const random = seededRandom(seed);
  const mistakes = new Map<string, string>();
  const files: NamedText[] = [...suitePolicies()];
  for (let number = 0; number < SUITES_PER_SEED; number++) {
    const draft = generateSuite(random);
    const name = `s${number}`;
    mistakes.set(`${name}/a_test.yaml`, random.chance(0.5) ? makeMistake(draft, random) : "sound");
    files.push(...filesOfSuite(name, draft));
  }
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return mistakes;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
}

async function runOrthrus(words: readonly string[]): Promise<Ran> {
  const written: string[] = [];
  const code = await runCommandLine(words, {
    stdout: { write: (text) => void written.push(text) },
    stderr: { write: () => undefined },
    environment: {},
    workingDirectory: tmpdir(),
    stop: new AbortController().signal,
    onDebugRequest: () => () => undefined,
  });
  return { code, stdout: written.join("") };
}

function runReference(words: readonly string[]): Promise<Ran> {
  const binary = referenceBinary();
  if ("missing" in binary) throw new Error(binary.missing);
  return new Promise((resolve) => {
    execFile(binary.path, words, { maxBuffer: 2 ** 28 }, (error, stdout) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout });
    });
  });
}
