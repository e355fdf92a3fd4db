import type {
  CheckResourcesRequest,
  JsonObject,
  Principal,
  Resource,
  ResourceActions,
} from "@orthrus/protocol";
import { readAttributes } from "./read-attributes.ts";

/**
 * Makes sure a call is what its type says, because JavaScript callers and casts exist.
 *
 * Throws: `TypeError` naming the field and the next step.
 */
export function readPrincipal(principal: Principal): Principal {
  if (!isObject(principal)) throw wrong("principal", "pass `{ id, roles }`");
  requireName(principal.id, "principal.id");
  requireNames(principal.roles, "principal.roles", "pass at least one role");
  requireVersion(principal.policyVersion, "principal.policyVersion");
  requireScope(principal.scope, "principal.scope");
  const { attributes } = principal;
  const read = readAttributes(attributes, "principal.attributes");
  return read === attributes ? principal : { ...principal, attributes: read as JsonObject };
}

/** The same for what is to be done on what. */
export function readResource(resource: Resource): Resource {
  if (!isObject(resource)) throw wrong("resource", "pass `{ kind, id }`");
  requireName(resource.kind, "resource.kind");
  requireName(resource.id, "resource.id");
  requireVersion(resource.policyVersion, "resource.policyVersion");
  requireScope(resource.scope, "resource.scope");
  const { attributes } = resource;
  const read = readAttributes(attributes, "resource.attributes");
  return read === attributes ? resource : { ...resource, attributes: read as JsonObject };
}

export function requireActions(actions: readonly string[]): void {
  requireNames(actions, "actions", "pass at least one action");
}

export function requireResources(request: CheckResourcesRequest): readonly ResourceActions[] {
  const { resources } = request;
  if (!Array.isArray(resources)) throw wrong("resources", "pass a list of `{ resource, actions }`");
  return resources;
}

function requireName(value: unknown, path: string): void {
  if (typeof value !== "string" || value === "") throw wrong(path, "pass a string that is not empty");
}

function requireVersion(value: unknown, path: string): void {
  if (value === undefined) return;
  if (typeof value !== "string") throw wrong(path, "pass a string or leave it out");
  if (!/^\w*$/.test(value)) throw wrong(path, "use letters, digits and `_` only");
}

function requireScope(value: unknown, path: string): void {
  if (value === undefined) return;
  if (typeof value !== "string") throw wrong(path, "pass a string or leave it out");
  if (/^(\.?[0-9a-zA-Z][\w-]*(\.\w[\w-]*)*|\.?)$/.test(value)) return;
  throw wrong(path, "use segments of letters, digits, `-` and `_` with `.` between them");
}

function requireNames(values: unknown, path: string, hint: string): void {
  if (!Array.isArray(values) || values.length === 0) throw wrong(path, hint);
  for (let index = 0; index < values.length; index++) {
    const value: unknown = values[index];
    if (typeof value !== "string" || value === "") {
      throw wrong(`${path}[${index}]`, "pass strings that are not empty");
    }
    if (index > 0 && values.indexOf(value) < index) {
      throw wrong(`${path}[${index}]`, `\`${value}\` is there twice; pass it once`);
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function wrong(path: string, hint: string): TypeError {
  return new TypeError(`\`${path}\` is not usable: ${hint}`);
}
