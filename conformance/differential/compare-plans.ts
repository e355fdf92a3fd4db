import { createPdp, type Pdp } from "@orthrus/engine";
import type { CheckRequest, PlanRequest } from "@orthrus/protocol";
import type { KnownDifferenceId } from "../known-differences.ts";
import { canonicalFilter } from "./canonical-filter.ts";
import { filesOf } from "./compare-sets.ts";
import { explainPlans } from "./explain-plans.ts";
import { type Admission, createFilterOracle, type FilterOracle, type PlacedFilter } from "./filter-oracle.ts";
import type { PlanSet } from "./generate-plan-requests.ts";
import { generateResources } from "./generate-resources.ts";
import type { GeneratedSet } from "./generate-set.ts";
import { type PlanAnswer, planAnswer } from "./plan-answer.ts";
import { seededRandom } from "./random.ts";
import { type EngineSettings, startReference } from "./reference-server.ts";

/** What a run found. */
export interface PlanComparison {
  readonly plans: number;
  readonly conditional: number;
  readonly explained: ReadonlyMap<KnownDifferenceId, number>;
  readonly differences: readonly PlanDifference[];
}

/** Two plans, and what can be said about resources with them. */
export interface PlanPair {
  readonly set: GeneratedSet;
  readonly request: PlanRequest;
  readonly reference: PlanAnswer;
  readonly orthrus: PlanAnswer;
  /** What both filters, and a check, say of some resources; empty while a failure or equality made that needless. */
  readonly samples: readonly PlanSample[];
}

/** One resource that the plans are about. */
export interface PlanSample {
  readonly resource: CheckRequest["resource"];
  readonly reference: Admission;
  readonly orthrus: Admission;
  readonly check: boolean;
}

/** Two plans that nothing explains. */
export interface PlanDifference extends PlanPair {
  readonly settings: EngineSettings;
  readonly what: string;
}

const samplesPerPlan = 60;

/** Puts the policies of all sets into one server each, and asks both for every plan. */
export async function comparePlans(
  sets: readonly PlanSet[],
  settings: EngineSettings,
): Promise<PlanComparison> {
  const files = sets.flatMap(({ set }) => filesOf(set));
  const pdp = createPdp({ policies: files, ...settings });
  // A filter says nothing of schemas: only checks see the attributes that break them.
  const checker = createPdp({ policies: files, ...settings, schemaEnforcement: "none" });
  const reference = await startReference(files, settings);
  try {
    const found: PlanComparison[] = [];
    for (const { set, requests } of sets) {
      const answers = await Promise.all(requests.map((request) => reference.plan(request)));
      const pairs = requests.map((request, index): PlanPair => {
        const theirs = answers[index] ?? { kind: "failed" };
        return { set, request, reference: theirs, orthrus: planAnswer(pdp, request), samples: [] };
      });
      found.push(judge(pairs, checker, settings));
    }
    return sumUpPlans(found);
  } finally {
    await reference.close();
  }
}

/** Adds up what several runs found. */
export function sumUpPlans(parts: readonly PlanComparison[]): PlanComparison {
  const explained = new Map<KnownDifferenceId, number>();
  for (const part of parts) {
    for (const [id, count] of part.explained) explained.set(id, (explained.get(id) ?? 0) + count);
  }
  return {
    plans: parts.reduce((sum, part) => sum + part.plans, 0),
    conditional: parts.reduce((sum, part) => sum + part.conditional, 0),
    explained,
    differences: parts.flatMap(({ differences }) => differences),
  };
}

function judge(pairs: readonly PlanPair[], pdp: Pdp, settings: EngineSettings): PlanComparison {
  const explained = new Map<KnownDifferenceId, number>();
  const differences: PlanDifference[] = [];
  const unequal = pairs.filter((pair) => whatDiffers(pair) !== undefined);
  const oracle = createFilterOracle(unequal.flatMap(filtersOf), settings);
  for (const pair of unequal) {
    const sampled = { ...pair, samples: samplesOf(pair, oracle, pdp) };
    const by = explainPlans(sampled);
    if (by === undefined) differences.push({ ...sampled, settings, what: whatDiffers(pair) ?? "" });
    else explained.set(by, (explained.get(by) ?? 0) + 1);
  }
  const conditional = pairs.filter(
    ({ orthrus }) => orthrus.kind === "planned" && typeof orthrus.filter !== "boolean",
  ).length;
  return { plans: pairs.length, conditional, explained, differences };
}

/** Which part of two plans differs; `undefined` when they are equal. */
export function whatDiffers({ reference, orthrus }: PlanPair): string | undefined {
  if (reference.kind === "failed" || orthrus.kind === "failed") {
    return reference.kind === orthrus.kind ? undefined : "failure";
  }
  if (filterText(reference) !== filterText(orthrus)) return "filter";
  if (reference.isMatched !== orthrus.isMatched) return "NO_MATCH";
  const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  if (!isSame(sortedEntries(reference.matchedScopes), sortedEntries(orthrus.matchedScopes)))
    return "matchedScopes";
  return isSame(reference.validationErrors, orthrus.validationErrors) ? undefined : "validationErrors";
}

function filterText({ filter }: PlanAnswer & { readonly kind: "planned" }): string {
  return typeof filter === "boolean" ? String(filter) : canonicalFilter(filter);
}

function sortedEntries(scopes: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(scopes).sort(([one], [other]) => (one < other ? -1 : 1));
}

function filtersOf({ request, reference, orthrus }: PlanPair): PlacedFilter[] {
  const { kind, policyVersion = "default" } = request.resource;
  return [reference, orthrus].flatMap((answer) =>
    answer.kind === "planned" ? [{ filter: answer.filter, kind, policyVersion }] : [],
  );
}

function samplesOf(
  { set, request, reference, orthrus }: PlanPair,
  oracle: FilterOracle,
  pdp: Pdp,
): PlanSample[] {
  const random = seededRandom(set.seed);
  const admission = (answer: PlanAnswer, check: CheckRequest): Admission =>
    answer.kind === "failed" ? "error" : oracle.admits(answer.filter, check);
  return generateResources(random, set, request, samplesPerPlan).map((check) => ({
    resource: check.resource,
    reference: admission(reference, check),
    orthrus: admission(orthrus, check),
    check: pdp.check(check).allAllowed(),
  }));
}
