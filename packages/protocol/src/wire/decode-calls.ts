import type { ResourceActions } from "../check.ts";
import type { JsonObject } from "../json.ts";
import type { Principal } from "../principal.ts";
import type { Resource } from "../resource.ts";
import type {
  CheckResourceBatchCall,
  CheckResourceSetCall,
  CheckResourcesCall,
  UnverifiedAuxData,
  UnverifiedToken,
} from "./calls.ts";
import { invalidRequest } from "./invalid-request.ts";
import { readMessage } from "./json-message.ts";
import type { MessageType } from "./message-type.ts";
import { CHECK_RESOURCE_BATCH, CHECK_RESOURCE_SET, CHECK_RESOURCES } from "./request-messages.ts";
import { countKeys } from "./survey-json.ts";
import { validateMessage } from "./validate-message.ts";

// PERF: the usual request goes through JSON.parse and the straight functions below, once, without tables or positions.
// Whatever they do not expect, right or wrong, is left to readMessage and validateMessage, which know every rule.
// benchmarks/decode-check-resources.ts shows what that buys.

/**
 * Decodes and validates the JSON form of a `CheckResources` request.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 */
export function decodeCheckResources(text: string): CheckResourcesCall {
  return decode(text, CHECK_RESOURCES, takeCheckResources);
}

/**
 * Decodes and validates the JSON form of a `CheckResourceSet` request.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 */
export function decodeCheckResourceSet(text: string): CheckResourceSetCall {
  return decode(text, CHECK_RESOURCE_SET, takeCheckResourceSet);
}

/**
 * Decodes and validates the JSON form of a `CheckResourceBatch` request.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 */
export function decodeCheckResourceBatch(text: string): CheckResourceBatchCall {
  return decode(text, CHECK_RESOURCE_BATCH, takeCheckResourceBatch);
}

/** What is noted while a parsed request is taken apart. */
interface Taking {
  /** How many object keys were seen. */
  keys: number;
  /** Something the straight functions do not know what to make of. */
  isUnusual: boolean;
  /** False when the thorough reader has looked at every key already. */
  readonly countsAttributes: boolean;
}

function decode<Call>(text: string, type: MessageType, take: (json: unknown, taking: Taking) => Call): Call {
  const usual = takeUsual(text, take);
  if (usual !== undefined) return usual;
  const message = readMessage(text, type);
  const violations = validateMessage(message, type);
  if (violations.length > 0) throw invalidRequest(violations);
  const taking: Taking = { keys: 0, isUnusual: false, countsAttributes: false };
  const call = take(message, taking);
  if (taking.isUnusual) throw new Error(`${type.name} passes its rules and cannot be decoded`);
  return call;
}

function takeUsual<Call>(text: string, take: (json: unknown, taking: Taking) => Call): Call | undefined {
  const taking: Taking = { keys: 0, isUnusual: false, countsAttributes: true };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const call = take(json, taking);
  return !taking.isUnusual && taking.keys === countKeys(text) ? call : undefined;
}

function takeCheckResources(json: unknown, taking: Taking): CheckResourcesCall {
  let requestId = "";
  let includeMeta = false;
  let principal: Principal | undefined;
  let resources: readonly ResourceActions[] = [];
  let auxData: UnverifiedAuxData | undefined;
  let annotations: JsonObject | undefined;
  const request = takeObject(json, taking);
  for (const key in request) {
    const value = request[key];
    taking.keys++;
    if (key === "requestId") requestId = takeText(value, taking);
    else if (key === "includeMeta") includeMeta = takeBoolean(value, taking);
    else if (key === "principal") principal = takePrincipal(value, taking);
    else if (key === "resources") resources = takeResources(value, taking);
    else if (key === "auxData") auxData = takeAuxData(value, taking);
    else if (key === "requestContext") annotations = takeRequestContext(value, taking);
    else taking.isUnusual = true;
  }
  if (resources.length === 0) taking.isUnusual = true;
  const call: Mutable<CheckResourcesCall> = {
    requestId,
    includeMeta,
    principal: principal ?? missingPrincipal(taking),
    resources,
  };
  if (auxData) call.auxData = auxData;
  if (annotations) call.annotations = annotations;
  return call;
}

function takeCheckResourceSet(json: unknown, taking: Taking): CheckResourceSetCall {
  let requestId = "";
  let includeMeta = false;
  let actions: readonly string[] | undefined;
  let principal: Principal | undefined;
  let resources: readonly Resource[] = [];
  let auxData: UnverifiedAuxData | undefined;
  const request = takeObject(json, taking);
  for (const key in request) {
    const value = request[key];
    taking.keys++;
    if (key === "requestId") requestId = takeText(value, taking);
    else if (key === "includeMeta") includeMeta = takeBoolean(value, taking);
    else if (key === "actions") actions = takeNames(value, taking);
    else if (key === "principal") principal = takePrincipal(value, taking);
    else if (key === "resource") resources = takeResourceSet(value, taking);
    else if (key === "auxData") auxData = takeAuxData(value, taking);
    else taking.isUnusual = true;
  }
  if (actions === undefined || resources.length === 0) taking.isUnusual = true;
  const call: Mutable<CheckResourceSetCall> = {
    requestId,
    includeMeta,
    principal: principal ?? missingPrincipal(taking),
    resources: resources.map((resource) => ({ resource, actions: actions ?? [] })),
  };
  if (auxData) call.auxData = auxData;
  return call;
}

function takeCheckResourceBatch(json: unknown, taking: Taking): CheckResourceBatchCall {
  let requestId = "";
  let principal: Principal | undefined;
  let resources: readonly ResourceActions[] = [];
  let auxData: UnverifiedAuxData | undefined;
  const request = takeObject(json, taking);
  for (const key in request) {
    const value = request[key];
    taking.keys++;
    if (key === "requestId") requestId = takeText(value, taking);
    else if (key === "principal") principal = takePrincipal(value, taking);
    else if (key === "resources") resources = takeResources(value, taking);
    else if (key === "auxData") auxData = takeAuxData(value, taking);
    else taking.isUnusual = true;
  }
  if (resources.length === 0) taking.isUnusual = true;
  const call: Mutable<CheckResourceBatchCall> = {
    requestId,
    principal: principal ?? missingPrincipal(taking),
    resources,
  };
  if (auxData) call.auxData = auxData;
  return call;
}

function takePrincipal(json: unknown, taking: Taking): Principal {
  let id = "";
  let roles: readonly string[] | undefined;
  let attributes: JsonObject | undefined;
  let policyVersion = "";
  let scope = "";
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "id") id = takeText(value, taking);
    else if (key === "roles") roles = takeNames(value, taking);
    else if (key === "attr") attributes = takeAttributes(value, taking);
    else if (key === "policyVersion") policyVersion = takeVersion(value, taking);
    else if (key === "scope") scope = takeScope(value, taking);
    else taking.isUnusual = true;
  }
  if (id === "" || roles === undefined) taking.isUnusual = true;
  const principal: Mutable<Principal> = { id, roles: roles ?? [] };
  if (attributes) principal.attributes = attributes;
  if (policyVersion !== "") principal.policyVersion = policyVersion;
  if (scope !== "") principal.scope = scope;
  return principal;
}

function takeResources(json: unknown, taking: Taking): readonly ResourceActions[] {
  const resources: ResourceActions[] = [];
  for (const item of takeList(json, taking)) resources.push(takeResourceActions(item, taking));
  return resources;
}

function takeResourceActions(json: unknown, taking: Taking): ResourceActions {
  let actions: readonly string[] | undefined;
  let resource: Resource | undefined;
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "actions") actions = takeNames(value, taking);
    else if (key === "resource") resource = takeResource(value, taking);
    else taking.isUnusual = true;
  }
  if (actions === undefined || resource === undefined) taking.isUnusual = true;
  return { resource: resource ?? { kind: "", id: "" }, actions: actions ?? [] };
}

function takeResource(json: unknown, taking: Taking): Resource {
  let kind = "";
  let id = "";
  let attributes: JsonObject | undefined;
  let policyVersion = "";
  let scope = "";
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "kind") kind = takeText(value, taking);
    else if (key === "id") id = takeText(value, taking);
    else if (key === "attr") attributes = takeAttributes(value, taking);
    else if (key === "policyVersion") policyVersion = takeVersion(value, taking);
    else if (key === "scope") scope = takeScope(value, taking);
    else taking.isUnusual = true;
  }
  if (kind === "" || id === "") taking.isUnusual = true;
  return makeResource(kind, id, attributes, policyVersion, scope);
}

function takeResourceSet(json: unknown, taking: Taking): readonly Resource[] {
  let kind = "";
  let policyVersion = "";
  let scope = "";
  const instances: [id: string, attributes: JsonObject | undefined][] = [];
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "kind") kind = takeText(value, taking);
    else if (key === "policyVersion") policyVersion = takeVersion(value, taking);
    else if (key === "scope") scope = takeScope(value, taking);
    else if (key === "instances") {
      const byId = takeObject(value, taking);
      for (const id in byId) {
        taking.keys++;
        instances.push([id, takeInstance(byId[id], taking)]);
      }
    } else taking.isUnusual = true;
  }
  if (kind === "") taking.isUnusual = true;
  return instances.map(([id, attributes]) => makeResource(kind, id, attributes, policyVersion, scope));
}

function takeInstance(json: unknown, taking: Taking): JsonObject | undefined {
  let attributes: JsonObject | undefined;
  const object = takeObject(json, taking);
  for (const key in object) {
    taking.keys++;
    if (key === "attr") attributes = takeJsonObject(object[key], taking);
    else taking.isUnusual = true;
  }
  return attributes;
}

function makeResource(
  kind: string,
  id: string,
  attributes: JsonObject | undefined,
  policyVersion: string,
  scope: string,
): Resource {
  const resource: Mutable<Resource> = { kind, id };
  if (attributes) resource.attributes = attributes;
  if (policyVersion !== "") resource.policyVersion = policyVersion;
  if (scope !== "") resource.scope = scope;
  return resource;
}

function takeAuxData(json: unknown, taking: Taking): UnverifiedAuxData | undefined {
  const auxData: Mutable<UnverifiedAuxData> = {};
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "jwt") auxData.jwt = takeToken(value, taking);
    else if (key === "jwts") auxData.jwts = takeTokens(value, taking);
    else taking.isUnusual = true;
  }
  if (auxData.jwts?.size === 0) delete auxData.jwts;
  if (auxData.jwt && auxData.jwts) taking.isUnusual = true;
  return auxData.jwt || auxData.jwts ? auxData : undefined;
}

function takeTokens(json: unknown, taking: Taking): ReadonlyMap<string, UnverifiedToken> {
  const tokens = new Map<string, UnverifiedToken>();
  const object = takeObject(json, taking);
  for (const name in object) {
    taking.keys++;
    if (name === "") taking.isUnusual = true;
    tokens.set(name, takeToken(object[name], taking));
  }
  return tokens;
}

function takeToken(json: unknown, taking: Taking): UnverifiedToken {
  let token = "";
  let keySetId = "";
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "token") token = takeText(value, taking);
    else if (key === "keySetId") keySetId = takeText(value, taking);
    else taking.isUnusual = true;
  }
  if (token === "") taking.isUnusual = true;
  return { token, keySetId };
}

function takeRequestContext(json: unknown, taking: Taking): JsonObject | undefined {
  let annotations: JsonObject | undefined;
  const object = takeObject(json, taking);
  for (const key in object) {
    taking.keys++;
    if (key === "annotations") annotations = takeAttributes(object[key], taking);
    else taking.isUnusual = true;
  }
  return annotations;
}

/** A map whose keys may not be empty. */
function takeAttributes(json: unknown, taking: Taking): JsonObject | undefined {
  const attributes = takeJsonObject(json, taking);
  if (attributes && Object.hasOwn(attributes, "")) taking.isUnusual = true;
  return attributes;
}

/** An empty map is the same as none. */
function takeJsonObject(json: unknown, taking: Taking): JsonObject | undefined {
  const object = takeObject(json, taking);
  if (taking.countsAttributes) countKeysWithin(object, taking, 0);
  for (const _key in object) return object as JsonObject;
  return undefined;
}

const MAX_STRAIGHT_DEPTH = 64;

function countKeysWithin(json: object, taking: Taking, depth: number): void {
  if (depth > MAX_STRAIGHT_DEPTH) {
    taking.isUnusual = true;
  } else if (Array.isArray(json)) {
    for (const item of json) lookAt(item, taking, depth);
  } else {
    const object = json as Record<string, unknown>;
    for (const key in object) {
      taking.keys++;
      lookAt(object[key], taking, depth);
    }
  }
}

function lookAt(value: unknown, taking: Taking, depth: number): void {
  if (typeof value === "object") {
    if (value !== null) countKeysWithin(value, taking, depth + 1);
  } else if (typeof value === "number" && !Number.isFinite(value)) {
    taking.isUnusual = true;
  }
}

function takeNames(json: unknown, taking: Taking): readonly string[] {
  const names = takeList(json, taking);
  if (names.length === 0 || hasRepeats(names)) taking.isUnusual = true;
  for (const name of names) {
    if (typeof name !== "string" || name === "") taking.isUnusual = true;
  }
  return names as readonly string[];
}

const FEW = 8;

function hasRepeats(items: readonly unknown[]): boolean {
  if (items.length > FEW) return new Set(items).size < items.length;
  for (let index = 1; index < items.length; index++) {
    if (items.indexOf(items[index]) < index) return true;
  }
  return false;
}

const VERSION = /^\w*$/;

function takeVersion(json: unknown, taking: Taking): string {
  const version = takeText(json, taking);
  if (!VERSION.test(version)) taking.isUnusual = true;
  return version;
}

const SCOPE = /^(?:\.|[0-9a-zA-Z][\w-]*(?:\.\w[\w-]*)*)?$/;

function takeScope(json: unknown, taking: Taking): string {
  const scope = takeText(json, taking);
  if (!SCOPE.test(scope)) taking.isUnusual = true;
  return scope;
}

function takeText(json: unknown, taking: Taking): string {
  if (typeof json === "string") return json;
  taking.isUnusual = true;
  return "";
}

function takeBoolean(json: unknown, taking: Taking): boolean {
  if (typeof json !== "boolean") taking.isUnusual = true;
  return json === true;
}

function takeList(json: unknown, taking: Taking): readonly unknown[] {
  if (Array.isArray(json)) return json;
  taking.isUnusual = true;
  return [];
}

function takeObject(json: unknown, taking: Taking): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  taking.isUnusual = true;
  return {};
}

function missingPrincipal(taking: Taking): Principal {
  taking.isUnusual = true;
  return { id: "", roles: [] };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
