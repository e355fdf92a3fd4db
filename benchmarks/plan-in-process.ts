/**
 * What does a plan cost in this process, and how many does that make against the reference server over loopback HTTP?
 * Two kinds of requests, in one run: one rule with a typical condition, and viewing the documents of the example
 * policies, with derived roles and scopes.
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPdp } from "@orthrus/engine";
import type { PlanRequest } from "@orthrus/protocol";
import { type Measurement, measure, measureAsync } from "./measure.ts";
import { startReference } from "./reference-server.ts";

const examples = fileURLToPath(new URL("../examples/policies", import.meta.url));
const typical = mkdtempSync(join(tmpdir(), "orthrus-bench-plan-"));
writeFileSync(join(typical, "invoice.json"), JSON.stringify(invoicePolicy()));

interface Workload {
  readonly name: string;
  readonly folder: string;
  readonly requests: readonly PlanRequest[];
}

const workloads: readonly Workload[] = [
  { name: "one condition", folder: typical, requests: people().map((person) => planOf(person, "invoice")) },
  {
    name: "example policies",
    folder: examples,
    requests: people().map((person) => planOf(person, "document")),
  },
];

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, plans of one action`);
try {
  for (const workload of workloads) report(workload.name, await run(workload));
} finally {
  rmSync(typical, { recursive: true });
}

async function run({ folder, requests }: Workload): Promise<readonly Measurement[]> {
  const pdp = createPdp({ policies: readFolder(folder) });
  const at = (index: number): PlanRequest => requests[index % requests.length] ?? never();
  const reference = await startReference(folder);
  try {
    if (reference) {
      for (const request of requests) {
        const theirs = (await reference.plan(request)) as { readonly filter: { readonly kind: string } };
        const ours = `KIND_${pdp.plan(request).kind.replace("-", "_").toUpperCase()}`;
        // A benchmark of different answers compares nothing.
        if (theirs.filter.kind !== ours) throw new Error(`plans differ: ${theirs.filter.kind} and ${ours}`);
      }
    }
    const rows: Measurement[] = [];
    // Interleaved, so that a slow moment of the machine hits both.
    for (let round = 0; round < 5; round++) {
      rows.push(measure("Orthrus, in-process", 20_000, (index) => pdp.plan(at(index))));
      if (reference) {
        rows.push(await measureAsync("reference, loopback HTTP", 400, (index) => reference.plan(at(index))));
      }
    }
    return rows;
  } finally {
    reference?.stop();
  }
}

function invoicePolicy(): object {
  const expr = "R.attr.ownerId == P.id || (R.attr.department == P.attr.department && R.attr.amount < 1000.0)";
  return {
    apiVersion: "api.cerbos.dev/v1",
    resourcePolicy: {
      resource: "invoice",
      version: "default",
      rules: [
        {
          actions: ["view"],
          roles: ["member", "admin", "guest"],
          effect: "EFFECT_ALLOW",
          condition: { match: { expr } },
        },
      ],
    },
  };
}

function people(): readonly PlanRequest["principal"][] {
  return ["frank", "fiona", "fred", "gina"].flatMap((id) =>
    ["member", "admin", "guest"].map((role) => ({
      id,
      roles: [role],
      attributes: { organization: "initech", department: "sales", plan: "free" },
    })),
  );
}

function planOf(principal: PlanRequest["principal"], kind: string): PlanRequest {
  return { principal, resource: { kind, attributes: { organization: "initech" } }, actions: ["view"] };
}

function readFolder(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(ya?ml|json)$/.test(path),
  );
  return Object.fromEntries(files.map((path) => [path, readFileSync(`${directory}/${path}`, "utf8")]));
}

function report(workload: string, rows: readonly Measurement[]): void {
  console.log(
    `\n${workload.padEnd(28)}${["p50 ns", "p99 ns", "plans/s"].map((cell) => cell.padStart(14)).join("")}`,
  );
  const names = [...new Set(rows.map(({ name }) => name))];
  const medians = names.map((name) => median(rows.filter((row) => row.name === name)));
  for (const { name, p50Ns, p99Ns, perSecond } of medians) {
    const cells = [p50Ns, p99Ns, perSecond].map((value) =>
      Math.round(value).toLocaleString("en").padStart(14),
    );
    console.log(name.padEnd(28) + cells.join(""));
  }
  const [own, other] = medians;
  if (own && other) {
    console.log(
      `in-process / reference over HTTP: ${Math.round(own.perSecond / other.perSecond)} times the plans per second`,
    );
  }
}

function median(rows: readonly Measurement[]): Measurement {
  const sorted = rows.toSorted((a, b) => a.p50Ns - b.p50Ns);
  return sorted[sorted.length >> 1] ?? never();
}

function never(): never {
  throw new RangeError("nothing to measure");
}
