import { createPdp, type Pdp, PolicyError } from "@orthrus/engine";
import type { CheckRequest, PlanOperand } from "@orthrus/protocol";
import { stringify } from "yaml";
import { filterExpression } from "./filter-expression.ts";
import type { EngineSettings, NamedText } from "./reference-server.ts";
import { sanitized } from "./set-facts.ts";

/** What a filter says about one resource; `error` where the filter cannot be evaluated for it. */
export type Admission = boolean | "error";

/** Asks filters about resources. */
export interface FilterOracle {
  admits(filter: boolean | PlanOperand, request: CheckRequest): Admission;
}

/** A filter with the place of the resources that it is about. */
export interface PlacedFilter {
  readonly filter: boolean | PlanOperand;
  readonly kind: string;
  readonly policyVersion: string;
}

/** Makes each filter the condition of a rule for an action of its own, so that the engine says what it lets through. */
export function createFilterOracle(filters: readonly PlacedFilter[], settings: EngineSettings): FilterOracle {
  const actions = new Map<PlanOperand, string>();
  const policies = new Map<string, FilterPolicy>();
  for (const placed of filters) {
    const { filter, kind, policyVersion } = placed;
    // No policy can be about a kind that looks like a pattern.
    if (/[*?[\]{}!]/.test(kind)) continue;
    if (typeof filter === "boolean" || actions.has(filter) || readsPolicy(filter)) continue;
    const action = `f${actions.size}`;
    actions.set(filter, action);
    const place = `${sanitized(kind)} ${policyVersion}`;
    const policy = policies.get(place) ?? { kind, version: policyVersion, rules: [] };
    policies.set(place, { ...policy, rules: [...policy.rules, filterRule(action, filter)] });
  }
  const pdp = openPdpOf([...policies.values()], settings);
  return {
    admits(filter, request) {
      if (typeof filter === "boolean") return filter;
      const action = actions.get(filter);
      if (action === undefined) return "error";
      const decision = pdp.check({ ...request, actions: [action] });
      return decision.evaluationErrors.length > 0 ? "error" : decision.allAllowed();
    },
  };
}

/** Whether a name that only the policy gives a meaning is left in a filter. */
export function readsPolicy(operand: PlanOperand): boolean {
  if (operand.kind === "expression") return operand.operands.some(readsPolicy);
  return (
    operand.kind === "variable" && /^(constants|variables|runtime)\.|^request\.aux_data$/.test(operand.name)
  );
}

interface FilterPolicy {
  readonly kind: string;
  readonly version: string;
  readonly rules: readonly object[];
}

function filterRule(action: string, filter: PlanOperand): object {
  return {
    actions: [action],
    roles: ["*"],
    effect: "EFFECT_ALLOW",
    condition: { match: { expr: filterExpression(filter) } },
  };
}

function openPdpOf(policies: readonly FilterPolicy[], settings: EngineSettings): Pdp {
  try {
    return pdpOf(policies, settings);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
  }
  // A filter that is no expression lets nothing through, as it would in a store.
  const accepts = (policy: FilterPolicy, rule: object): boolean => {
    try {
      pdpOf([{ ...policy, rules: [rule] }], settings);
      return true;
    } catch (error) {
      if (error instanceof PolicyError) return false;
      throw error;
    }
  };
  const accepted = policies.map((policy) => ({
    ...policy,
    rules: policy.rules.filter((rule) => accepts(policy, rule)),
  }));
  return pdpOf(accepted, settings);
}

function pdpOf(policies: readonly FilterPolicy[], settings: EngineSettings): Pdp {
  const files: NamedText[] = policies.map(({ kind, version, rules }, index) => ({
    path: `${index}.yaml`,
    text: stringify(
      { apiVersion: "api.cerbos.dev/v1", resourcePolicy: { resource: kind, version, rules } },
      { lineWidth: 0 },
    ),
  }));
  return createPdp({
    policies: files,
    globals: settings.globals,
    // Resources of any scope find the rules of the root.
    lenientScopeSearch: true,
    collectEvaluationErrors: true,
  });
}
