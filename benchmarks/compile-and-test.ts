/**
 * How long does an author wait for `orthrus compile` on 1,000 policy files with 20,000 test cells, and how long for
 * `cerbos compile` on the same folder? Whole processes, started in turn, in one run.
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { POLICY_FILES, TEST_CELLS, writeWorkload } from "./authoring-workload.ts";

const ROUNDS = 7;
const orthrus =
  process.env.ORTHRUS_COMMAND ?? fileURLToPath(new URL("../packages/cli/bin/orthrus.js", import.meta.url));
const reference = referenceBinary();

const folder = mkdtempSync(join(tmpdir(), "orthrus-bench-"));
try {
  writeWorkload(folder);
  const samples = { orthrus: [] as number[], reference: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    samples.orthrus.push(run(process.execPath, [orthrus, "compile", folder]));
    if (reference !== undefined) samples.reference.push(run(reference, ["compile", folder]));
  }
  report(samples.orthrus, samples.reference);
} finally {
  rmSync(folder, { recursive: true });
}

/** The binary itself: its npm wrapper would add a start of Node to every run. */
function referenceBinary(): string | undefined {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("cerbos/package.json"));
    return require.resolve(`@cerbos/cerbos-${process.platform}-${process.arch}`);
  } catch {
    console.log("reference: skipped, the `cerbos` binary is not installed");
    return undefined;
  }
}

function run(command: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  const elapsedMs = performance.now() - started;
  // A benchmark of different answers compares nothing.
  if (status !== 0 || !stdout.includes(`${TEST_CELLS} tests executed [${TEST_CELLS} OK]`)) {
    throw new Error(`${command} did not pass all tests: exit ${status}, ${stdout.slice(-300)}`);
  }
  return elapsedMs;
}

function report(ours: readonly number[], theirs: readonly number[]): void {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`);
  console.log(`${POLICY_FILES} policy files, ${TEST_CELLS} test cells, ${ROUNDS} runs each, milliseconds`);
  console.log(`orthrus compile  median ${median(ours).toFixed(0)}  fastest ${Math.min(...ours).toFixed(0)}`);
  if (theirs.length === 0) return;
  console.log(
    `cerbos compile   median ${median(theirs).toFixed(0)}  fastest ${Math.min(...theirs).toFixed(0)}`,
  );
  const ratio = median(theirs) / median(ours);
  const fastest = Math.min(...theirs) / Math.min(...ours);
  console.log(
    `orthrus is ${ratio.toFixed(1)} times as fast by medians, ${fastest.toFixed(1)} by the fastest runs; the bar is 5`,
  );
}

function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
}
