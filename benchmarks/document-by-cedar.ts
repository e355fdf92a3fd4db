import { setFlagsFromString } from "node:v8";
import {
  preparsePolicySet,
  type StatefulAuthorizationCall,
  statefulIsAuthorized,
} from "@cedar-policy/cedar-wasm/nodejs";
import type { CheckRequest } from "@orthrus/protocol";

const policies = `
permit (principal in Role::"staff", action in [Action::"view", Action::"edit", Action::"delete"], resource)
when { principal.organization == resource.organization && resource.ownerId == principal.name };
permit (principal in Role::"staff", action == Action::"view", resource)
when { principal.organization == resource.organization && resource.status != "draft" && resource.classification != "confidential" };
permit (principal in Role::"admin", action == Action::"delete", resource)
when { principal.organization == resource.organization };
permit (principal, action in [Action::"view", Action::"edit"], resource)
when { resource.collaborators.contains(principal.name) };
permit (principal in Role::"guest", action == Action::"view", resource)
when { resource.status == "published" && resource.classification == "public" };
forbid (principal, action in [Action::"edit", Action::"delete"], resource) when { resource.legalHold };
forbid (principal, action == Action::"edit", resource) when { resource.status == "archived" };
`;

const policySet = "documents";

/** Parses the policies once; Cedar keeps them. */
export function prepareCedar(): void {
  // Node 20 dies in its deoptimizer where compiled code with an inlined call of WebAssembly meets other call targets.
  setFlagsFromString("--no-turbo-inline-js-wasm-calls");
  const answer = preparsePolicySet(policySet, { staticPolicies: policies });
  if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join("; "));
}

/** The same decisions as `decideByHand`. */
export function decideByCedar(request: CheckRequest): Readonly<Record<string, boolean>> {
  return {
    view: isAllowed(request, "view"),
    edit: isAllowed(request, "edit"),
    delete: isAllowed(request, "delete"),
  };
}

function isAllowed({ principal, resource }: CheckRequest, action: string): boolean {
  const answer = statefulIsAuthorized({
    principal: { type: "User", id: principal.id },
    action: { type: "Action", id: action },
    resource: { type: "Document", id: resource.id },
    context: {},
    preparsedPolicySetId: policySet,
    entities: [
      {
        uid: { type: "User", id: principal.id },
        attrs: { ...principal.attributes, name: principal.id },
        parents: principal.roles.flatMap(rolesOf),
      },
      { uid: { type: "Document", id: resource.id }, attrs: { ...resource.attributes }, parents: [] },
    ],
  } as StatefulAuthorizationCall);
  if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join("; "));
  return answer.response.decision === "allow";
}

function rolesOf(role: string): readonly { readonly type: "Role"; readonly id: string }[] {
  const own = { type: "Role", id: role } as const;
  return role === "guest" ? [own] : [own, { type: "Role", id: "staff" }];
}
