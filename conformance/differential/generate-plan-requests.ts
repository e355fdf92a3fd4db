import type { JsonObject, PlanRequest } from "@orthrus/protocol";
import { type GeneratedSet, generateSet } from "./generate-set.ts";
import { seededRandom } from "./random.ts";
import type { ScopePermission } from "./vocabulary.ts";

/** A set with plan requests. */
export interface PlanSet {
  readonly set: GeneratedSet;
  readonly requests: readonly PlanRequest[];
}

/**
 * Makes the set of a seed, and asks for plans where the set asks for checks: with none, some or all of the attributes
 * known.
 */
export function generatePlanSet(seed: number, root: ScopePermission, plans: number): PlanSet {
  const set = withoutVariablePresence(generateSet(seed, root, plans));
  const random = seededRandom(seed + 500_000);
  const requests = set.requests.flatMap(({ resources, ...rest }) =>
    resources.map(({ resource, actions }): PlanRequest => {
      const { id: _, attributes = {}, ...place } = resource;
      const share = random.pick([0, 0, 0.3, 0.3, 1]);
      const known: JsonObject = Object.fromEntries(
        Object.entries(attributes).filter(() => random.chance(share)),
      );
      return { ...rest, resource: { ...place, ...(share > 0 ? { attributes: known } : {}) }, actions };
    }),
  );
  return { set, requests };
}

/** See `plan-variable-presence` of the known differences. */
function withoutVariablePresence(set: GeneratedSet): GeneratedSet {
  const policies = set.policies.map(({ path, document }) => ({
    path,
    document: JSON.parse(JSON.stringify(document).replaceAll(/has\(V\.\w+\)/g, "P.attr.admin")),
  }));
  return { ...set, policies };
}
