import type { JsonObject, Principal, Resource, ResourceActions } from "@orthrus/protocol";
import type { CheckResourcesCall } from "@orthrus/protocol/wire";

/** The JSON form of a `CheckResources` message: proto3 leaves out what has its default value. */
export interface CheckResourcesJson {
  readonly requestId?: string;
  readonly includeMeta?: boolean;
  readonly principal?: EntityJson & { readonly roles?: readonly string[] };
  readonly resources?: readonly { readonly actions?: readonly string[]; readonly resource?: EntityJson }[];
  readonly auxData?: unknown;
  readonly requestContext?: unknown;
}

interface EntityJson {
  readonly kind?: string;
  readonly id?: string;
  readonly attr?: JsonObject;
  readonly policyVersion?: string;
  readonly scope?: string;
}

/**
 * Reads a request that is valid beyond doubt. `undefined` stands for every other one, right or wrong: those take the
 * long way through the decoder, which knows every rule and its message.
 */
export function readUsualCall(json: CheckResourcesJson): CheckResourcesCall | undefined {
  // PERF: saves printing and parsing the request, a third of the time of a check.
  if (json.auxData !== undefined || json.requestContext !== undefined) return undefined;
  const principal = readPrincipal(json.principal);
  const resources = (json.resources ?? []).map(readResourceActions);
  if (principal === undefined || resources.length === 0 || !resources.every(isPresent)) return undefined;
  return { requestId: json.requestId ?? "", includeMeta: json.includeMeta ?? false, principal, resources };
}

function readPrincipal(json: CheckResourcesJson["principal"]): Principal | undefined {
  if (json === undefined || !isUsual(json) || !areNames(json.roles)) return undefined;
  return { id: json.id, roles: json.roles, ...shared(json) };
}

function readResourceActions({
  resource,
  actions,
}: NonNullable<CheckResourcesJson["resources"]>[number]): ResourceActions | undefined {
  if (resource === undefined || !isUsual(resource) || !isName(resource.kind) || !areNames(actions))
    return undefined;
  const read: Resource = { kind: resource.kind, id: resource.id, ...shared(resource) };
  return { resource: read, actions };
}

function shared({
  attr,
  policyVersion,
  scope,
}: EntityJson): Pick<Resource, "attributes" | "policyVersion" | "scope"> {
  return {
    ...(attr && { attributes: attr }),
    ...(policyVersion !== undefined && { policyVersion }),
    ...(scope !== undefined && { scope }),
  };
}

function isUsual<T extends EntityJson>(json: T): json is T & { readonly id: string } {
  const { id, attr, policyVersion = "default", scope = "root" } = json;
  const isPlaced = /^\w+$/.test(policyVersion) && /^[0-9A-Za-z]\w*(\.\w+)*$/.test(scope);
  return isName(id) && isPlaced && (attr === undefined || !Object.hasOwn(attr, ""));
}

function areNames(names: readonly string[] | undefined): names is readonly string[] {
  return (
    names !== undefined && names.length > 0 && names.every(isName) && new Set(names).size === names.length
  );
}

function isName(name: string | undefined): name is string {
  return name !== undefined && name !== "";
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
