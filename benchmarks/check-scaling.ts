/**
 * What does a check cost when it asks for more: actions, roles, derived roles, scopes, outputs, policies? And what do
 * policies cost at start and in memory?
 *
 * Only ratios of one run mean something: machines differ and are noisy.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createPdp } from "@orthrus/engine";
import { type Measurement, measure } from "./measure.ts";
import { mediansOf, printMeasurements } from "./print-measurements.ts";
import { type Shape, shapedPolicies, shapedRequests } from "./shaped-policies.ts";

// biome-ignore format: one row per shape
const shapes: readonly Shape[] = [
  { name: "1 action",                    actions: 1,  roles: 1,  scopes: 0, derivedRoles: 0,  hasOutputs: false },
  { name: "3 actions",                   actions: 3,  roles: 1,  scopes: 0, derivedRoles: 0,  hasOutputs: false },
  { name: "50 actions",                  actions: 50, roles: 1,  scopes: 0, derivedRoles: 0,  hasOutputs: false },
  { name: "3 actions, 20 roles",         actions: 3,  roles: 20, scopes: 0, derivedRoles: 0,  hasOutputs: false },
  { name: "50 actions, 20 roles",        actions: 50, roles: 20, scopes: 0, derivedRoles: 0,  hasOutputs: false },
  { name: "3 actions, 10 derived roles", actions: 3,  roles: 1,  scopes: 0, derivedRoles: 10, hasOutputs: false },
  { name: "3 actions, 3 scopes deep",    actions: 3,  roles: 1,  scopes: 3, derivedRoles: 0,  hasOutputs: false },
  { name: "3 actions, outputs",          actions: 3,  roles: 1,  scopes: 0, derivedRoles: 0,  hasOutputs: true },
];

const subjects = shapes.map((shape) => ({
  name: shape.name,
  iterations: Math.ceil(200_000 / (shape.actions * Math.sqrt(shape.roles))),
  pdp: createPdp({ policies: shapedPolicies(shape) }),
  requests: shapedRequests(shape),
}));
const rows: Measurement[] = [];
for (let round = 0; round < 5; round++) {
  for (const { name, iterations, pdp, requests } of subjects) {
    rows.push(
      measure(name, iterations, (i) => {
        const request = requests[i % requests.length];
        return request && pdp.check(request).isAllowed("action:0");
      }),
    );
  }
}
printMeasurements("one resource", mediansOf(rows));

console.log("\npolicies  start-up CPU ms  resident MiB  heap MiB  check ns, all kinds in turn  one kind");
const worker = fileURLToPath(new URL("many-policies.ts", import.meta.url));
for (const count of [90, 900, 9_000]) {
  const { stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, worker, String(count)], {
    encoding: "utf8",
  });
  console.log(stdout.trimEnd() || stderr);
}
