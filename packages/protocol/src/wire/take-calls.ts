import type { ResourceActions } from "../check.ts";
import type { JsonObject } from "../json.ts";
import type { PlanResource } from "../plan.ts";
import type { Principal } from "../principal.ts";
import type { Resource } from "../resource.ts";
import type {
  CheckResourceBatchCall,
  CheckResourceSetCall,
  CheckResourcesCall,
  PlanResourcesCall,
  UnverifiedAuxData,
} from "./calls.ts";
import { takeAuxData } from "./take-aux-data.ts";
import {
  missingPrincipal,
  takePlanResource,
  takePrincipal,
  takeResourceSet,
  takeResources,
} from "./take-principal-and-resources.ts";
import {
  type Mutable,
  type Taking,
  takeAttributes,
  takeBoolean,
  takeNames,
  takeObject,
  takeText,
} from "./take-values.ts";

export function takeCheckResources(json: unknown, taking: Taking): CheckResourcesCall {
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

export function takeCheckResourceSet(json: unknown, taking: Taking): CheckResourceSetCall {
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

export function takeCheckResourceBatch(json: unknown, taking: Taking): CheckResourceBatchCall {
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

export function takePlanResources(json: unknown, taking: Taking): PlanResourcesCall {
  let requestId = "";
  let includeMeta = false;
  let action = "";
  let actions: readonly string[] = [];
  let principal: Principal | undefined;
  let resource: PlanResource | undefined;
  let auxData: UnverifiedAuxData | undefined;
  let annotations: JsonObject | undefined;
  const request = takeObject(json, taking);
  for (const key in request) {
    const value = request[key];
    taking.keys++;
    if (key === "requestId") requestId = takeText(value, taking);
    else if (key === "includeMeta") includeMeta = takeBoolean(value, taking);
    else if (key === "action") action = takeText(value, taking);
    else if (key === "actions") actions = takeOptionalNames(value, taking);
    else if (key === "principal") principal = takePrincipal(value, taking);
    else if (key === "resource") resource = takePlanResource(value, taking);
    else if (key === "auxData") auxData = takeAuxData(value, taking);
    else if (key === "requestContext") annotations = takeRequestContext(value, taking);
    else taking.isUnusual = true;
  }
  const isSingleAction = action !== "";
  if (isSingleAction === actions.length > 0 || actions.length > MAX_PLAN_ACTIONS) taking.isUnusual = true;
  if (resource === undefined) taking.isUnusual = true;
  const call: Mutable<PlanResourcesCall> = {
    requestId,
    includeMeta,
    principal: principal ?? missingPrincipal(taking),
    resource: resource ?? { kind: "" },
    actions: isSingleAction ? [action] : actions,
    isSingleAction,
  };
  if (auxData) call.auxData = auxData;
  if (annotations) call.annotations = annotations;
  return call;
}

const MAX_PLAN_ACTIONS = 20;

/** An empty list is the same as none. */
function takeOptionalNames(json: unknown, taking: Taking): readonly string[] {
  return Array.isArray(json) && json.length === 0 ? [] : takeNames(json, taking);
}

export function takeRequestContext(json: unknown, taking: Taking): JsonObject | undefined {
  let annotations: JsonObject | undefined;
  const object = takeObject(json, taking);
  for (const key in object) {
    taking.keys++;
    if (key === "annotations") annotations = takeAttributes(object[key], taking);
    else taking.isUnusual = true;
  }
  return annotations;
}
