/**
 * How many times faster is a check in this process than the same decisions by other libraries in this process? One
 * resource, three actions, 64 different requests; every library is used the way that is fastest for it.
 *
 * Cerbos' own WebAssembly module is not here: it comes from their hub, not from a registry.
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { createPdp } from "@orthrus/engine";
import type { CheckRequest } from "@orthrus/protocol";
import { createEnforcer, decideByCasbin } from "./document-by-casbin.ts";
import { abilityOf, decideByCasl } from "./document-by-casl.ts";
import { prepareCedar } from "./document-by-cedar.ts";
import { decideByHand } from "./document-by-hand.ts";
import { documentRequests } from "./document-requests.ts";
import { examplePolicies } from "./example-policies.ts";
import { type Measurement, measure } from "./measure.ts";
import { mediansOf, printMeasurements } from "./print-measurements.ts";

type Answer = Readonly<Record<string, boolean>>;

const requests = documentRequests(64);
const pdp = createPdp({ policies: examplePolicies() });
const abilities = requests.map(({ principal }) => abilityOf(principal));
const enforcer = await createEnforcer();
const decideByCedar = await prepareCedar();

interface Peer {
  readonly name: string;
  readonly iterations: number;
  readonly decide: (request: CheckRequest, index: number) => Answer;
}

const own = "Orthrus, in-process";
// biome-ignore format: one row per peer
const peers: readonly Peer[] = [
  { name: "by hand",              iterations: 400_000, decide: decideByHand },
  { name: own,                    iterations: 400_000, decide: decideByPolicy },
  { name: "CASL, abilities kept", iterations: 100_000, decide: (request, i) => decideByCasl(abilityAt(i), request) },
  { name: "casbin, functions",    iterations: 2_000,   decide: (request) => decideByCasbin(enforcer, request) },
  { name: "Cedar, WebAssembly",   iterations: 1_000,   decide: decideByCedar },
];

for (const { name, decide } of peers)
  for (const [i, request] of requests.entries()) assertSame(name, decide, request, i);

const rows: Measurement[] = [];
// Interleaved, so that a slow moment of the machine hits everybody.
for (let round = 0; round < 5; round++) {
  for (const { name, iterations, decide } of peers) {
    rows.push(measure(name, iterations, (i) => decide(at(i), i)));
  }
}
const medians = mediansOf(rows);
printMeasurements(`${requests.length} requests of 1 resource × 3 actions`, medians);
const ownNs = medians.get(own)?.p50Ns ?? Number.NaN;
for (const [name, { p50Ns }] of medians) {
  if (name !== own) console.log(`${name}: ${(p50Ns / ownNs).toPrecision(3)} times the time of ${own}`);
}

function decideByPolicy(request: CheckRequest): Answer {
  const decision = pdp.check(request);
  return {
    view: decision.isAllowed("view"),
    edit: decision.isAllowed("edit"),
    delete: decision.isAllowed("delete"),
  };
}

function at(index: number): CheckRequest {
  const request = requests[index % requests.length];
  if (request === undefined) throw new RangeError("no requests");
  return request;
}

function abilityAt(index: number): ReturnType<typeof abilityOf> {
  const ability = abilities[index % abilities.length];
  if (ability === undefined) throw new RangeError("no requests");
  return ability;
}

/** A benchmark of different answers compares nothing. */
function assertSame(name: string, decide: Peer["decide"], request: CheckRequest, index: number): void {
  const expected = JSON.stringify(decideByHand(request));
  const answer = JSON.stringify(decide(request, index));
  if (answer !== expected)
    throw new Error(`${name} answers request ${index} by ${answer} instead of ${expected}`);
}
