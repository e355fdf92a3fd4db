import { createPdp } from "@orthrus/engine";
import { expect, test } from "vitest";
import { filesOf } from "./compare-sets.ts";
import { createFilterOracle } from "./filter-oracle.ts";
import { generatePlanSet } from "./generate-plan-requests.ts";
import { generateResources } from "./generate-resources.ts";
import { planAnswer } from "./plan-answer.ts";
import { seededRandom } from "./random.ts";
import type { EngineSettings } from "./reference-server.ts";

// What must hold whatever the reference does.
const settings: EngineSettings = {
  globals: { limit: 5, regions: ["eu"], flag: true },
  schemaEnforcement: "none",
  lenientScopeSearch: false,
};
const isFull = process.env.ORTHRUS_DIFFERENTIAL === "full";
const sets = Array.from({ length: isFull ? 200 : 16 }, (_, index) =>
  generatePlanSet(12_000 + index, index % 6 === 5 ? "require-consent" : "override", 25),
);

test.each(sets)("in $set.vocabulary.set, no filter lets through what a check denies", ({ set, requests }) => {
  const pdp = createPdp({ policies: filesOf(set), ...settings });
  const plans = requests.map((request) => ({ request, answer: planAnswer(pdp, request) }));
  const planned = plans.flatMap(({ request, answer }) =>
    answer.kind === "planned" ? [{ request, filter: answer.filter }] : [],
  );
  const oracle = createFilterOracle(
    planned.map(({ request: { resource }, filter }) => {
      return { filter, kind: resource.kind, policyVersion: resource.policyVersion ?? "default" };
    }),
    settings,
  );
  const random = seededRandom(set.seed);
  for (const { request, filter } of planned) {
    for (const check of generateResources(random, set, request, 30)) {
      if (oracle.admits(filter, check) !== true) continue;
      expect([check, pdp.check(check).allAllowed()]).toEqual([check, true]);
    }
  }
});
