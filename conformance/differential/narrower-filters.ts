import type { CheckRequest, PlanRequest } from "@orthrus/protocol";
import type { KnownDifferenceId } from "../known-differences.ts";
import type { Admission } from "./filter-oracle.ts";
import type { GeneratedSet } from "./generate-set.ts";

/** A resource that a check allows and a filter does not let through. */
export interface LostResource {
  readonly set: GeneratedSet;
  readonly request: PlanRequest;
  readonly check: CheckRequest;
  readonly admission: Admission;
  /** What the filter says of the resource for one of the roles and one of the actions. */
  readonly admissionFor: (role: string, action: string) => Admission;
}

/** The rule by which a filter may let through less than a check allows; `undefined` when there is none. */
export function whyNarrower(lost: LostResource): KnownDifferenceId | undefined {
  const { admission, request, admissionFor } = lost;
  if (admission === "error") return "plan-missing";
  const { roles } = request.principal;
  // By itself, a role lets it through, or would if nothing were missing.
  const isAllowedAlone = (action: string): boolean =>
    roles.some((role) => admissionFor(role, action) !== false);
  if (roles.length > 1 && request.actions.every(isAllowedAlone)) return "plan-role-restriction";
  return needsConsent(lost) ? "plan-consent" : undefined;
}

/** Whether a scope of the request needs the consent of its parents. */
export function needsConsent(lost: Pick<LostResource, "set" | "request">): boolean {
  return chainsOf(lost).some((chain) => chain.some(({ permission }) => permission === "require-consent"));
}

/** Whether a scope above another one of the request lets its children override it. */
export function overridesParents(asked: Pick<LostResource, "set" | "request">): boolean {
  return chainsOf(asked).some((chain) =>
    chain.some(({ scope, permission }) => scope !== "" && permission === "override"),
  );
}

/** The scopes above that of the resource and that of the principal, the root first. */
function chainsOf({
  set,
  request,
}: Pick<LostResource, "set" | "request">): GeneratedSet["vocabulary"]["scopes"][] {
  return [request.resource.scope ?? "", request.principal.scope ?? ""].map((asked) =>
    set.vocabulary.scopes.filter(
      ({ scope }) => scope === "" || scope === asked || asked.startsWith(`${scope}.`),
    ),
  );
}
