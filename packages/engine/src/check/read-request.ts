import type {
  AuxData,
  JsonObject,
  PlanResource,
  Principal,
  Resource,
  ResourceActions,
} from "@orthrus/protocol";
import { readAttributes } from "./read-attributes.ts";
import { withParts } from "./with-parts.ts";

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
  return readPrincipalParts(principal);
}

/** The same for one whose names are known to be right, all but its id. */
export function readPrincipalParts(principal: Principal): Principal {
  requireName(principal.id, "principal.id");
  return withAttributes(principal, "principal.attributes");
}

function readResource(resource: Resource): Resource {
  if (!isObject(resource)) throw wrong("resource", "pass `{ kind, id }`");
  requireName(resource.kind, "resource.kind");
  requireName(resource.id, "resource.id");
  requireVersion(resource.policyVersion, "resource.policyVersion");
  requireScope(resource.scope, "resource.scope");
  return readResourceParts(resource);
}

function readResourceParts(resource: Resource): Resource {
  requireName(resource.id, "resource.id");
  return withAttributes(resource, "resource.attributes");
}

/** What of a resource can be known before there is one. Throws: as `readPrincipal`. */
export function readPlanResource(resource: PlanResource): PlanResource {
  if (!isObject(resource)) throw wrong("resource", "pass `{ kind }`");
  requireName(resource.kind, "resource.kind");
  requireVersion(resource.policyVersion, "resource.policyVersion");
  requireScope(resource.scope, "resource.scope");
  return withAttributes(resource, "resource.attributes");
}

function withAttributes<Owner extends Principal | PlanResource>(owner: Owner, path: string): Owner {
  const { attributes } = owner;
  if (attributes === undefined) refuseAttr(owner, path);
  const read = readAttributes(attributes, path);
  return read === attributes ? owner : withParts(owner, { attributes: read as JsonObject });
}

/** SECURITY: policies, fixtures and the API say `attr`. Without its attributes a denial may not apply. */
function refuseAttr(owner: object, path: string): void {
  if ("attr" in owner && owner.attr !== undefined)
    throw wrong(path.replace(/ibutes$/, ""), `write \`${path}\``);
}

/** Actions to plan for. Throws: as `readPrincipal`. */
export function requireActions(actions: readonly string[]): void {
  requireNames(actions, "actions", "pass at least one action");
}

/** Claims come as a map, because their names are anybody's choice. */
export function requireAuxData(auxData: AuxData): void {
  if (!isObject(auxData)) throw wrong("auxData", "pass `{ jwt }` or leave it out");
  if (auxData.jwts !== undefined && !(auxData.jwts instanceof Map)) {
    throw wrong("auxData.jwts", "pass a `Map` of claims by token name");
  }
}

/** What is asked about one resource. */
export function readResourceActions(entry: ResourceActions): ResourceActions {
  if (!isObject(entry)) throw new TypeError("there is nothing to check: pass `{ resource, actions }`");
  const resource = readResource(entry.resource);
  requireNames(entry.actions, "actions", "pass at least one action");
  return resource === entry.resource ? entry : { resource, actions: entry.actions };
}

/** The same where names are known to be right, all but the id. */
export function readQuestionParts(entry: ResourceActions): ResourceActions {
  const resource = readResourceParts(entry.resource);
  return resource === entry.resource ? entry : { resource, actions: entry.actions };
}

/** The same for a batch, where a mistake says which resource it is about. */
export function readBatch(entries: readonly ResourceActions[]): readonly ResourceActions[] {
  if (!Array.isArray(entries)) throw wrong("resources", "pass a list of `{ resource, actions }`");
  return entries.map((entry: ResourceActions, index) => {
    try {
      return readResourceActions(entry);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TypeError(`in \`resources[${index}]\`: ${error.message}`, { cause: error });
    }
  });
}

/** Makes sure there is a request at all. */
export function requireRequest(request: unknown): void {
  if (!isObject(request)) throw new TypeError("there is no request: pass `{ principal, resource, actions }`");
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
  if (typeof values === "string") throw wrong(path, 'pass a list, such as `["…"]`');
  if (!Array.isArray(values) || values.length === 0) throw wrong(path, hint);
  for (let index = 0; index < values.length; index++) {
    const value: unknown = values[index];
    if (typeof value !== "string" || value === "") {
      throw wrong(`${path}[${index}]`, "pass strings that are not empty");
    }
  }
  if (values.length > 1) requireDistinct(values, path);
}

/** PERF: comparing a few names is faster than hashing them; of many it would take quadratic time. */
function requireDistinct(names: readonly string[], path: string): void {
  const repeat = names.length > 16 ? repeatAmongMany(names) : repeatAmongFew(names);
  if (repeat < 0) return;
  throw wrong(`${path}[${repeat}]`, `\`${names[repeat]}\` is there twice; pass it once`);
}

function repeatAmongFew(names: readonly string[]): number {
  for (let index = 1; index < names.length; index++) {
    const name = names[index];
    for (let before = 0; before < index; before++) if (names[before] === name) return index;
  }
  return -1;
}

function repeatAmongMany(names: readonly string[]): number {
  const seen = new Set<string>();
  return names.findIndex((name) => seen.size === seen.add(name).size);
}

/** Whether there is anything to read from. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function wrong(path: string, hint: string): TypeError {
  return new TypeError(`\`${path}\` is not usable: ${hint}`);
}
