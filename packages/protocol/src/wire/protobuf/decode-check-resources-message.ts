import type { ResourceActions } from "../../check.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { Principal } from "../../principal.ts";
import type { Resource } from "../../resource.ts";
import type { CheckResourcesCall, UnverifiedAuxData } from "../calls.ts";
import { AUX_DATA, REQUEST_CONTEXT } from "../request-messages.ts";
import { takeAuxData } from "../take-aux-data.ts";
import { takeRequestContext } from "../take-calls.ts";
import { type Mutable, type Taking, takeNames, takeScope, takeVersion } from "../take-values.ts";
import type { ByteCursor } from "./byte-cursor.ts";
import { cursorOver, readEnd, readTag, readText, readVarint, skipField } from "./byte-cursor.ts";
import { readInnerMessage } from "./read-message.ts";
import { readPair } from "./read-value.ts";

// PERF: 50 resources are read 1.7 times as quick as with tables and messages, see benchmarks/protobuf-codec.ts.
// What is sent in pieces, has fields nobody knows or breaks a rule is left to the tables, which know every rule.
// Numbers are those of the fields in request-messages.ts with the kind of their values.

/** Nothing comes back where somebody has to look more closely. */
export function readUsualCheckResources(bytes: Uint8Array): CheckResourcesCall | undefined {
  const cursor = cursorOver(bytes);
  const taking: Taking = { keys: 0, isUnusual: false, countsAttributes: false };
  let requestId = "";
  let includeMeta = false;
  let principal: Principal | undefined;
  let auxData: UnverifiedAuxData | undefined;
  let annotations: JsonObject | undefined;
  const resources: ResourceActions[] = [];
  while (cursor.at < cursor.end && !taking.isUnusual) {
    const tag = readTag(cursor);
    if (tag === 10) requestId = readText(cursor);
    else if (tag === 16) includeMeta = readVarint(cursor) !== 0;
    else if (tag === 26 && principal === undefined) principal = readPrincipal(cursor, taking);
    else if (tag === 34) resources.push(readResourceActions(cursor, taking));
    else if (tag === 42 && auxData === undefined)
      auxData = takeAuxData(readInnerMessage(cursor, AUX_DATA), taking);
    else if (tag === 50 && annotations === undefined)
      annotations = takeRequestContext(readInnerMessage(cursor, REQUEST_CONTEXT), taking);
    else taking.isUnusual = true;
  }
  if (principal === undefined || resources.length === 0 || taking.isUnusual) return undefined;
  const call: Mutable<CheckResourcesCall> = { requestId, includeMeta, principal, resources };
  if (auxData) call.auxData = auxData;
  if (annotations) call.annotations = annotations;
  return call;
}

function readPrincipal(cursor: ByteCursor, taking: Taking): Principal {
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  let id = "";
  let policyVersion = "";
  let scope = "";
  const roles: string[] = [];
  let attributes: Record<string, Json> | undefined;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === 10) id = readText(cursor);
    else if (tag === 18) policyVersion = takeVersion(readText(cursor), taking);
    else if (tag === 26) roles.push(readText(cursor));
    else if (tag === 34) attributes = readPair(cursor, attributes);
    else if (tag === 42) scope = takeScope(readText(cursor), taking);
    else skipField(cursor, tag);
  }
  cursor.end = outerEnd;
  if (id === "" || hasEmptyName(attributes)) taking.isUnusual = true;
  const principal: Mutable<Principal> = { id, roles: takeNames(roles, taking) };
  if (attributes) principal.attributes = attributes;
  if (policyVersion !== "") principal.policyVersion = policyVersion;
  if (scope !== "") principal.scope = scope;
  return principal;
}

function readResourceActions(cursor: ByteCursor, taking: Taking): ResourceActions {
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  const actions: string[] = [];
  let resource: Resource | undefined;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === 10) actions.push(readText(cursor));
    else if (tag === 18) {
      if (resource !== undefined) taking.isUnusual = true;
      resource = readResource(cursor, taking);
    } else skipField(cursor, tag);
  }
  cursor.end = outerEnd;
  if (resource === undefined) taking.isUnusual = true;
  return { resource: resource ?? { kind: "", id: "" }, actions: takeNames(actions, taking) };
}

function readResource(cursor: ByteCursor, taking: Taking): Resource {
  const outerEnd = cursor.end;
  cursor.end = readEnd(cursor);
  let kind = "";
  let id = "";
  let policyVersion = "";
  let scope = "";
  let attributes: Record<string, Json> | undefined;
  while (cursor.at < cursor.end) {
    const tag = readTag(cursor);
    if (tag === 10) kind = readText(cursor);
    else if (tag === 18) policyVersion = takeVersion(readText(cursor), taking);
    else if (tag === 26) id = readText(cursor);
    else if (tag === 34) attributes = readPair(cursor, attributes);
    else if (tag === 42) scope = takeScope(readText(cursor), taking);
    else skipField(cursor, tag);
  }
  cursor.end = outerEnd;
  if (kind === "" || id === "" || hasEmptyName(attributes)) taking.isUnusual = true;
  const resource: Mutable<Resource> = { kind, id };
  if (attributes) resource.attributes = attributes;
  if (policyVersion !== "") resource.policyVersion = policyVersion;
  if (scope !== "") resource.scope = scope;
  return resource;
}

function hasEmptyName(attributes: JsonObject | undefined): boolean {
  return attributes !== undefined && Object.hasOwn(attributes, "");
}
