import type { ResourceActions } from "../check.ts";
import type { JsonObject } from "../json.ts";
import type { PlanResource } from "../plan.ts";
import type { Principal } from "../principal.ts";
import type { Resource } from "../resource.ts";
import {
  type Mutable,
  type Taking,
  takeAttributes,
  takeJsonObject,
  takeList,
  takeNames,
  takeObject,
  takeScope,
  takeText,
  takeVersion,
} from "./take-values.ts";

export function takePrincipal(json: unknown, taking: Taking): Principal {
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

export function takeResources(json: unknown, taking: Taking): readonly ResourceActions[] {
  const resources: ResourceActions[] = [];
  for (const item of takeList(json, taking)) {
    if (taking.isUnusual) break;
    resources.push(takeResourceActions(item, taking));
  }
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

export function takePlanResource(json: unknown, taking: Taking): PlanResource {
  let kind = "";
  let attributes: JsonObject | undefined;
  let policyVersion = "";
  let scope = "";
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "kind") kind = takeText(value, taking);
    else if (key === "attr") attributes = takeJsonObject(value, taking);
    else if (key === "policyVersion") policyVersion = takeVersion(value, taking);
    else if (key === "scope") scope = takeScope(value, taking);
    else taking.isUnusual = true;
  }
  if (kind === "") taking.isUnusual = true;
  const resource: Mutable<PlanResource> = { kind };
  if (attributes) resource.attributes = attributes;
  if (policyVersion !== "") resource.policyVersion = policyVersion;
  if (scope !== "") resource.scope = scope;
  return resource;
}

export function takeResourceSet(json: unknown, taking: Taking): readonly Resource[] {
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

export function missingPrincipal(taking: Taking): Principal {
  taking.isUnusual = true;
  return { id: "", roles: [] };
}
