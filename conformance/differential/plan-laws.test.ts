import { createPdp, type Pdp } from "@orthrus/engine";
import type { CheckRequest, PlanRequest } from "@orthrus/protocol";
import { afterAll, expect, test } from "vitest";
import type { KnownDifferenceId } from "../known-differences.ts";
import { filesOf } from "./compare-sets.ts";
import { type Admission, createFilterOracle } from "./filter-oracle.ts";
import { generatePlanSet, type PlanSet } from "./generate-plan-requests.ts";
import { generateResources } from "./generate-resources.ts";
import { whyNarrower } from "./narrower-filters.ts";
import { planAnswer } from "./plan-answer.ts";
import { seededRandom } from "./random.ts";
import type { EngineSettings } from "./reference-server.ts";

// What must hold whatever the reference does: a filter lets through exactly what a check allows, apart from what the
// rows named by `whyNarrower` take away; and never more.
const settings: EngineSettings = {
  globals: { limit: 5, regions: ["eu"], flag: true },
  schemaEnforcement: "none",
  lenientScopeSearch: false,
};
const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const firstSeed = Number(process.env.ORTHRUS_DIFFERENTIAL_SEED ?? 12_000);
const batches = isFull ? 100 : 3;
const setsPerBatch = isFull ? 51 : 5;
const plansPerSet = isFull ? 10 : 25;
const resourcesPerPlan = isFull ? 8 : 30;

let asked = 0;
let allowed = 0;
const lost = new Map<KnownDifferenceId, number>();

afterAll(() => {
  const rows = [...lost].map(([id, times]) => `${id} ${times}`).join(", ");
  console.log(
    `${batches * setsPerBatch} sets, ${asked} resources asked, ${allowed} allowed; by rows: ${rows || "none"}`,
  );
});

test.each(Array.from({ length: batches }, (_, batch) => batch))(
  "filters let through what checks allow, batch %i",
  (batch) => {
    for (let index = 0; index < setsPerBatch; index++) {
      const seed = firstSeed + batch * setsPerBatch + index;
      holdToLaw(generatePlanSet(seed, index % 6 === 5 ? "require-consent" : "override", plansPerSet));
    }
  },
  120_000,
);

function holdToLaw(planSet: PlanSet): void {
  const { set, requests } = planSet;
  const pdp = createPdp({ policies: filesOf(set), ...settings, planPresence: "operator" });
  const random = seededRandom(set.seed);
  const plans = planAll(pdp, requests);
  for (const [request, { admits }] of plans) {
    for (const check of generateResources(random, set, request, resourcesPerPlan)) {
      const admission = admits(check);
      const isAllowed = pdp.check(check).allAllowed();
      asked += 1;
      if (isAllowed) allowed += 1;
      if ((admission === true) === isAllowed) continue;
      expect({ seed: set.seed, check, admission, isAllowed }).toEqual({
        seed: set.seed,
        check,
        admission,
        isAllowed: true,
      });
      const admissionFor = (role: string, action: string): Admission => {
        const alone = { ...request, principal: { ...request.principal, roles: [role] }, actions: [action] };
        return planAll(pdp, [alone]).get(alone)?.admits(check) ?? "error";
      };
      const why = whyNarrower({ set, request, check, admission, admissionFor });
      expect({ seed: set.seed, request, check, why }).toEqual({
        seed: set.seed,
        request,
        check,
        why: expect.any(String),
      });
      if (why !== undefined) count(why);
    }
  }
}

function count(id: KnownDifferenceId): void {
  lost.set(id, (lost.get(id) ?? 0) + 1);
}

interface AskedFilter {
  admits(check: CheckRequest): Admission;
}

function planAll(pdp: Pdp, requests: readonly PlanRequest[]): ReadonlyMap<PlanRequest, AskedFilter> {
  const planned = requests.flatMap((request) => {
    const answer = planAnswer(pdp, request);
    return answer.kind === "planned" ? [{ request, filter: answer.filter }] : [];
  });
  const placed = planned.map(({ request: { resource }, filter }) => {
    return { filter, kind: resource.kind, policyVersion: resource.policyVersion ?? "default" };
  });
  const oracle = createFilterOracle(placed, settings);
  return new Map(
    planned.map(({ request, filter }) => [request, { admits: (check) => oracle.admits(filter, check) }]),
  );
}
