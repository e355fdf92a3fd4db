/**
 * How many gRPC checks does one core answer, against the reference? Of 1 resource and of 50, over the example
 * policies. Counted is the processor time that a server's process takes for a call, all its threads included: one
 * client cannot ask fast enough to fill a core, and shares the machine with whom it asks.
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json } from "@orthrus/protocol";
import { messageFromJson, messageToJson } from "@orthrus/protocol/protobuf";
import { documentRequests } from "./document-requests.ts";
import { exampleFolder } from "./example-policies.ts";
import { GrpcLoad } from "./grpc-load.ts";
import { type Served, serve, stepAside } from "./served.ts";

const RPC = "cerbos.svc.v1.CerbosService/CheckResources";
const AT_ONCE = 16;
const ROUNDS = 5;

// biome-ignore format: one row per size
const SIZES = [
  { resources: 1,  own: 4_000, reference: 1_000, gate: 4 },
  { resources: 50, own: 600,   reference: 60,    gate: 20 },
];

const own = fileURLToPath(new URL("../packages/cli/bin/orthrus.js", import.meta.url));
const reference = referenceBinary();
if (process.platform !== "linux" || reference === undefined) {
  console.log("gRPC: skipped, there is no reference binary, or no /proc to read processor times from");
  process.exit(0);
}

stepAside();
const servers = {
  own: await serve([process.execPath, own], exampleFolder),
  reference: await serve([reference], exampleFolder),
};
try {
  for (const size of SIZES) await compare(size);
} finally {
  await servers.own.stop();
  await servers.reference.stop();
}

async function compare({ resources, gate, ...counts }: (typeof SIZES)[number]): Promise<void> {
  const message = question(resources);
  const loads = {
    own: new GrpcLoad(servers.own.grpcPort, RPC, message),
    reference: new GrpcLoad(servers.reference.grpcPort, RPC, message),
  };
  await assertSameAnswer(loads.own, loads.reference);
  await loads.own.run(counts.own * 2, AT_ONCE);
  await loads.reference.run(counts.reference, AT_ONCE);
  const costs = { own: [] as number[], reference: [] as number[] };
  // Interleaved, so that a slow moment of the machine hits everybody.
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of ["own", "reference"] as const) {
      costs[side].push(
        await costOf(servers[side], () => loads[side].run(counts[side], AT_ONCE), counts[side]),
      );
    }
  }
  for (const side of ["own", "reference"] as const) loads[side].close();
  report(resources, { own: median(costs.own), reference: median(costs.reference), gate });
}

/** Microseconds of processor time per call. */
async function costOf(server: Served, work: () => Promise<void>, count: number): Promise<number> {
  const before = server.cpuSeconds();
  await work();
  return ((server.cpuSeconds() - before) / count) * 1e6;
}

function report(resources: number, costs: { own: number; reference: number; gate: number }): void {
  const ratio = costs.reference / costs.own;
  const [mine, theirs] = [costs.own, costs.reference].map((cost) => `${Math.round(cost)} µs`);
  const perSecond = Math.round(1e6 / costs.own);
  console.log(
    `${resources} resource(s): ${mine} of processor time per call (${perSecond} calls per second and core), reference ${theirs}: ${ratio.toFixed(1)} times the capacity`,
  );
  if (ratio >= costs.gate) return;
  console.log(`  below ${costs.gate} times`);
  process.exitCode = 1;
}

function question(count: number): Uint8Array {
  const requests = documentRequests(count);
  const [first] = requests;
  if (!first) throw new RangeError("no requests");
  const { attributes: attr, ...principal } = first.principal;
  return messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
    requestId: "bench",
    principal: { ...principal, attr },
    resources: requests.map(({ resource: { attributes, ...resource }, actions }) => ({
      resource: { ...resource, attr: attributes },
      actions,
    })),
  } as unknown as Json);
}

/** A benchmark of different answers compares nothing. */
async function assertSameAnswer(mine: GrpcLoad, theirs: GrpcLoad): Promise<void> {
  const [left, right] = (await Promise.all([mine.call(), theirs.call()])).map(effectsOf);
  if (left !== right) throw new Error(`the servers differ: ${left} and ${right}`);
}

function effectsOf(message: Buffer): string {
  const answer = messageToJson("cerbos.response.v1.CheckResourcesResponse", message);
  const { results } = answer as unknown as { readonly results: readonly { readonly actions: object }[] };
  return JSON.stringify(results.map(({ actions }) => Object.entries(actions).sort()));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[numbers.length >> 1] ?? Number.NaN;
}

function referenceBinary(): string | undefined {
  const name = `cerbos-${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const path = join(dirname(require.resolve(`@cerbos/${name}/package.json`)), name);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
