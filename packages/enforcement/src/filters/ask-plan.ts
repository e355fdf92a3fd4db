import type { AnyPlan, PlanResponse } from "./plan.ts";

/** A client that plans: `Orthrus` of `@orthrus/client`, or any client of `@cerbos/core`. */
export interface PlanningClient<Request> {
  planResources(request: Request): Promise<PlanResponse>;
}

/** Asks a client for a plan and makes a filter of it. */
export async function askForFilter<Request, Where>(
  client: PlanningClient<Request>,
  request: Request,
  toFilter: (plan: AnyPlan) => Where,
): Promise<Where> {
  return toFilter(await client.planResources(request));
}
