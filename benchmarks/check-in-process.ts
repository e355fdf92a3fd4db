/**
 * What does a check cost in this process, against the same decision written by hand, and against the reference
 * server over loopback HTTP? One resource, three actions, the example policies, all in one run.
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { createPdp } from "@orthrus/engine";
import type { CheckRequest } from "@orthrus/protocol";
import { decideByHand } from "./document-by-hand.ts";
import { documentRequests } from "./document-requests.ts";
import { type Measurement, measure, measureAsync } from "./measure.ts";
import { startReference } from "./reference-server.ts";

const policies = fileURLToPath(new URL("../examples/policies", import.meta.url));
const requests = documentRequests(64);

const pdp = createPdp({ policies: readFolder(policies) });
for (const request of requests) assertSameAnswer(request);

const reference = await startReference(policies);
try {
  const rows: Measurement[] = [];
  // Interleaved, so that a slow moment of the machine hits everybody.
  for (let round = 0; round < 5; round++) {
    rows.push(measure("by hand", 200_000, (i) => decideByHand(at(i))));
    rows.push(measure("Orthrus, in-process", 100_000, (i) => pdp.check(at(i)).isAllowed("view")));
    if (reference)
      rows.push(await measureAsync("reference, loopback HTTP", 400, (i) => reference.check(at(i))));
  }
  report(rows);
} finally {
  reference?.stop();
}

function at(index: number): CheckRequest {
  const request = requests[index % requests.length];
  if (request === undefined) throw new RangeError("no requests");
  return request;
}

function readFolder(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(ya?ml|json)$/.test(path),
  );
  return Object.fromEntries(files.map((path) => [path, readFileSync(`${directory}/${path}`, "utf8")]));
}

/** A benchmark of different answers compares nothing. */
function assertSameAnswer(request: CheckRequest): void {
  const decision = pdp.check(request);
  const byHand = decideByHand(request);
  for (const action of request.actions) {
    if (decision.isAllowed(action) !== byHand[action]) {
      throw new Error(`by hand and by policy differ about ${action} of ${JSON.stringify(request.resource)}`);
    }
  }
}

function report(rows: readonly Measurement[]): void {
  const names = [...new Set(rows.map(({ name }) => name))];
  const medians = new Map(names.map((name) => [name, median(rows.filter((row) => row.name === name))]));
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${requests.length} requests of 1 resource × 3 actions`,
  );
  console.log(
    ["", "p50 ns", "p99 ns", "decisions/s"]
      .map((cell, i) => (i === 0 ? cell.padEnd(28) : cell.padStart(14)))
      .join(""),
  );
  for (const [name, row] of medians) {
    const cells = [row.p50Ns, row.p99Ns, row.perSecond].map((value) =>
      Math.round(value).toLocaleString("en").padStart(14),
    );
    console.log(name.padEnd(28) + cells.join(""));
  }
  const own = medians.get("Orthrus, in-process");
  const hand = medians.get("by hand");
  const other = medians.get("reference, loopback HTTP");
  if (own && hand)
    console.log(`\nin-process / by hand: ${(own.p50Ns / hand.p50Ns).toFixed(1)} times the time`);
  if (own && other)
    console.log(
      `in-process / reference over HTTP: ${Math.round(own.perSecond / other.perSecond)} times the decisions per second`,
    );
}

function median(rows: readonly Measurement[]): Measurement {
  const sorted = rows.toSorted((a, b) => a.p50Ns - b.p50Ns);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new RangeError("nothing was measured");
  return middle;
}
