import type { CheckRequest, PlanRequest } from "@orthrus/protocol";
import { generateAttributes, resourceAttributes } from "./generate-requests.ts";
import type { GeneratedSet } from "./generate-set.ts";
import type { Random } from "./random.ts";

/** Makes checks of resources that a plan is about: known attributes as they are, the others at random. */
export function generateResources(
  random: Random,
  { vocabulary }: GeneratedSet,
  { resource, ...rest }: PlanRequest,
  count: number,
): CheckRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    ...rest,
    resource: {
      ...resource,
      id: `${vocabulary.set}${index % 4}`,
      attributes: { ...generateAttributes(random, resourceAttributes, vocabulary), ...resource.attributes },
    },
  }));
}
