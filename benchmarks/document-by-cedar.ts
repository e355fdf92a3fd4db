import { setFlagsFromString } from "node:v8";
import type { EntityJson, StatefulAuthorizationCall } from "@cedar-policy/cedar-wasm/nodejs";
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

type Answer = Readonly<Record<string, boolean>>;

/** Parses the policies once, Cedar keeps them; the result makes the same decisions as `decideByHand`. */
export async function prepareCedar(): Promise<(request: CheckRequest) => Answer> {
  // Node 20 dies in its deoptimizer where a call of WebAssembly was inlined; that must be off before there is any.
  setFlagsFromString("--no-turbo-inline-js-wasm-calls");
  const { preparsePolicySet, statefulIsAuthorized } = await import("@cedar-policy/cedar-wasm/nodejs");
  const parsed = preparsePolicySet(policySet, { staticPolicies: policies });
  if (parsed.type === "failure") throw failureOf(parsed.errors);

  function isAllowed(request: CheckRequest, action: string): boolean {
    const answer = statefulIsAuthorized(callFor(request, action));
    if (answer.type === "failure") throw failureOf(answer.errors);
    return answer.response.decision === "allow";
  }

  return (request) => ({
    view: isAllowed(request, "view"),
    edit: isAllowed(request, "edit"),
    delete: isAllowed(request, "delete"),
  });
}

function failureOf(errors: readonly { readonly message: string }[]): Error {
  return new Error(errors.map(({ message }) => message).join("; "));
}

function callFor({ principal, resource }: CheckRequest, action: string): StatefulAuthorizationCall {
  const user = { type: "User", id: principal.id };
  const document = { type: "Document", id: resource.id };
  const entities = [
    {
      uid: user,
      attrs: { ...principal.attributes, name: principal.id },
      parents: principal.roles.flatMap(rolesOf),
    },
    { uid: document, attrs: { ...resource.attributes }, parents: [] },
  ] as EntityJson[];
  return {
    principal: user,
    action: { type: "Action", id: action },
    resource: document,
    context: {},
    preparsedPolicySetId: policySet,
    entities,
  };
}

function rolesOf(role: string): readonly { readonly type: "Role"; readonly id: string }[] {
  const own = { type: "Role", id: role } as const;
  return role === "guest" ? [own] : [own, { type: "Role", id: "staff" }];
}
