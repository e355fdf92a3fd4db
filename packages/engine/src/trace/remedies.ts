import { type Activation, createPartialEvaluator, type UnknownPath } from "@orthrus/cel";
import { buildChains, type ProgramInput } from "../check/build-program.ts";
import { noRuntime, type Run } from "../check/run.ts";
import { createActionPlanner } from "../plan/plan-action.ts";
import type { ConditionContext } from "../plan/plan-conditions.ts";
import { PlanError } from "../plan/plan-error.ts";
import type { PlanNode } from "../plan/plan-node.ts";
import type { Need, Remedy } from "./explanation.ts";
import type { MetRule } from "./nearest-rule.ts";
import { sufficientWays } from "./sufficient-ways.ts";

/** Whose denial is to be undone. */
export interface DeniedAction {
  readonly input: ProgramInput;
  readonly action: string;
  readonly run: Run;
  /** Rules that could have allowed it, nearest first. */
  readonly candidates: readonly MetRule[];
}

/**
 * Says what would make a denied action allowed, from what planning leaves of the policies: other attributes of the
 * resource; if none help, other attributes of the principal and claims too; and one role more. `undefined` when the
 * policies cannot be planned.
 */
export function findRemedies(denied: DeniedAction): readonly Remedy[] | undefined {
  const { input } = denied;
  const ofAnyFact = remediesByFacts(denied, input);
  if (ofAnyFact === undefined) return undefined;
  const ofRoles = missingRoles(denied).flatMap((role) => withRole(denied, role, ofAnyFact.length > 0));
  return [...ofAnyFact, ...ofRoles]
    .filter(({ length }) => length > 0)
    .toSorted((left, right) => left.length - right.length)
    .slice(0, mostRemedies);
}

const mostRemedies = 5;
const mostRoles = 3;

/** SECURITY: globals are configuration; they stay names instead of becoming values that are shown. */
const globals: UnknownPath = { path: ["globals"] };
const resourceFacts: readonly UnknownPath[] = [globals, { path: ["resource", "attributes"] }];
const allFacts: readonly UnknownPath[] = [
  ...resourceFacts,
  { path: ["principal", "attributes"] },
  { path: ["auxData"] },
];

/** A role beside other facts is only worth naming when it needs nothing more. */
function withRole(denied: DeniedAction, role: string, isEnoughAlone: boolean): readonly Remedy[] {
  const input = { ...denied.input, roles: [...denied.input.roles, role] };
  const need: Need = { kind: "role", text: role, reads: [] };
  const remedies = remediesByFacts(denied, input) ?? [];
  return remedies.filter(({ length }) => !isEnoughAlone || length === 0).map((needs) => [need, ...needs]);
}

/** Roles that the nearest rules are for. */
function missingRoles({ candidates, input }: DeniedAction): readonly string[] {
  const roles = candidates.flatMap(({ rule }) => (isAboutRole(rule) ? rule.roles : []));
  const known = new Set(input.roles);
  return [...new Set(roles)].filter((role) => !role.includes("*") && !known.has(role)).slice(0, mostRoles);
}

function isAboutRole({ outcome, derivedRole }: MetRule["rule"]): boolean {
  return outcome === "role-missing" || derivedRole?.why === "parent-role-missing";
}

/** Attributes of the resource come first: they are what policies are mostly about. */
function remediesByFacts(denied: DeniedAction, input: ProgramInput): readonly Remedy[] | undefined {
  const ofResource = remediesWith(denied, input, resourceFacts);
  return ofResource?.length === 0 ? remediesWith(denied, input, allFacts) : ofResource;
}

function remediesWith(
  { run, action }: DeniedAction,
  input: ProgramInput,
  unknowns: readonly UnknownPath[],
): readonly Remedy[] | undefined {
  const seen: Activation = {
    principal: { ...run.principal, roles: input.roles },
    resource: run.resource,
    auxData: run.auxData,
    globals: run.globals,
    runtime: noRuntime,
    now: run.now,
    computed: [],
  };
  const context: ConditionContext = {
    evaluator: createPartialEvaluator(),
    activation: seen,
    unknowns,
    settings: { presence: "null", strictEvaluation: run.isStrict },
  };
  const node = planned(() => createActionPlanner(input, buildChains(input), context)(action).node);
  if (node === undefined) return undefined;
  return sufficientWays(node, seen).map((lacks) =>
    lacks.map(({ kind, text, reads }) => ({ kind, text, reads })),
  );
}

/** There are conditions that no filter can say; nothing is said then either. */
function planned(plan: () => PlanNode): PlanNode | undefined {
  try {
    return plan();
  } catch (error) {
    if (error instanceof PlanError) return undefined;
    throw error;
  }
}
