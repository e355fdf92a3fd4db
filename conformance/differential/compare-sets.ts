import type { CheckRequest, CheckResourcesRequest } from "@orthrus/protocol";
import type { KnownDifferenceId } from "../known-differences.ts";
import type { Answer } from "./answer.ts";
import { compareAnswers } from "./compare-answers.ts";
import { policyText } from "./generate-policies.ts";
import type { GeneratedSet, Question } from "./generate-set.ts";
import { type OrthrusSide, startOrthrus } from "./orthrus-side.ts";
import {
  type EngineSettings,
  type NamedText,
  type ReferenceServer,
  startReference,
} from "./reference-server.ts";

/** What a run found. */
export interface Comparison {
  readonly actions: number;
  readonly explained: ReadonlyMap<KnownDifferenceId, number>;
  readonly differences: readonly Difference[];
}

/** Two answers that nothing explains. */
export interface Difference {
  readonly question: Question;
  readonly settings: EngineSettings;
  readonly action: string;
  /** Which part of the answers differs. */
  readonly what: string;
  readonly reference: Answer;
  readonly orthrus: Answer;
}

/** Puts the policies of all sets into one server each, and asks both every request. */
export async function compareSets(
  sets: readonly GeneratedSet[],
  settings: EngineSettings,
): Promise<Comparison> {
  const files = sets.flatMap(filesOf);
  const orthrus = startOrthrus(files, settings);
  const reference = await startReference(files, settings);
  try {
    const parts: Comparison[] = [];
    for (const set of sets) parts.push(await compareSet({ set, settings, reference, orthrus }));
    return sumUp(parts);
  } finally {
    await reference.close();
  }
}

/** Texts of the policies and schemas of a set. */
export function filesOf({ policies, schemas }: GeneratedSet): NamedText[] {
  return [...schemas, ...policies.map((policy) => ({ path: policy.path, text: policyText(policy) }))];
}

/** Adds up what several runs found. */
export function sumUp(parts: readonly Comparison[]): Comparison {
  const explained = new Map<KnownDifferenceId, number>();
  for (const part of parts) {
    for (const [id, count] of part.explained) explained.set(id, (explained.get(id) ?? 0) + count);
  }
  return {
    actions: parts.reduce((sum, part) => sum + part.actions, 0),
    explained,
    differences: parts.flatMap(({ differences }) => differences),
  };
}

interface Sides {
  readonly set: GeneratedSet;
  readonly settings: EngineSettings;
  readonly reference: ReferenceServer;
  readonly orthrus: OrthrusSide;
}

async function compareSet(sides: Sides): Promise<Comparison> {
  const answers = await Promise.all(sides.set.requests.map((request) => sides.reference.check(request)));
  const parts = sides.set.requests.map((request, index) =>
    compareRequest(sides, request, answers[index] ?? []),
  );
  return sumUp(parts);
}

function compareRequest(
  sides: Sides,
  request: CheckResourcesRequest,
  reference: readonly Answer[][],
): Comparison {
  const { set, settings, orthrus } = sides;
  const explained = new Map<KnownDifferenceId, number>();
  const differences: Difference[] = [];
  let actions = 0;
  for (const [index, single] of singleRequests(request).entries()) {
    const question: Question = { set, request: single };
    for (const ours of orthrus.check(single)) {
      actions += 1;
      const theirs = reference[index]?.find(({ action }) => action === ours.action) ?? missing(ours.action);
      const verdict = compareAnswers(question, theirs, ours);
      switch (verdict.kind) {
        case "equal":
          break;
        case "explained":
          explained.set(verdict.by, (explained.get(verdict.by) ?? 0) + 1);
          break;
        case "different": {
          const { action } = ours;
          differences.push({
            question,
            settings,
            action,
            what: verdict.what,
            reference: theirs,
            orthrus: ours,
          });
        }
      }
    }
  }
  return { actions, explained, differences };
}

/** One request per resource. */
export function singleRequests({ resources, ...request }: CheckResourcesRequest): CheckRequest[] {
  return resources.map((entry) => ({ ...request, ...entry }));
}

function missing(action: string): Answer {
  return {
    action,
    effect: "deny",
    matchedPolicy: "no answer",
    matchedScope: "",
    derivedRoles: [],
    outputs: [],
    validationErrors: [],
  };
}
