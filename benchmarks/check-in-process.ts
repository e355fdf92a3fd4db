/**
 * What does a check cost in this process, against the same decision written by hand, and against the reference
 * server over loopback HTTP? One resource, three actions, the example policies, all in one run.
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { createPdp } from "@orthrus/engine";
import type { CheckRequest } from "@orthrus/protocol";
import { decideByHand } from "./document-by-hand.ts";
import { documentRequests } from "./document-requests.ts";
import { exampleFolder, examplePolicies } from "./example-policies.ts";
import { type Measurement, measure, measureAsync } from "./measure.ts";
import { mediansOf, printMeasurements } from "./print-measurements.ts";
import { startReference } from "./reference-server.ts";

const requests = documentRequests(64);

const pdp = createPdp({ policies: examplePolicies() });
for (const request of requests) assertSameAnswer(request);

const reference = await startReference(exampleFolder);
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
  const medians = mediansOf(rows);
  printMeasurements(`${requests.length} requests of 1 resource × 3 actions`, medians);
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
