import type { JsonObject } from "@orthrus/protocol";

// What calls are answered with, as definitions of OpenAPI 2: one entry per message, one line per field.

const text: JsonObject = { type: "string" };
const flag: JsonObject = { type: "boolean" };
const count: JsonObject = { type: "integer" };
const json: JsonObject = { description: "Any JSON value." };
const effect: JsonObject = { type: "string", enum: ["EFFECT_ALLOW", "EFFECT_DENY"] };
const list = (items: JsonObject): JsonObject => ({ type: "array", items });
const map = (additionalProperties: JsonObject): JsonObject => ({ type: "object", additionalProperties });
const one = (name: string): JsonObject => ({ $ref: `#/definitions/${name}` });
const message = (properties: JsonObject): JsonObject => ({ type: "object", properties });

const effects = map(effect);
const validationErrors = list(one("ValidationError"));

// biome-ignore-start format: one row per message, where it fits
export const RESPONSES: JsonObject = {
  CheckResourcesResponse: message({
    requestId: text,
    results: list(one("CheckedResource")),
    cerbosCallId: text,
  }),
  CheckedResource: message({
    resource: message({ id: text, kind: text, policyVersion: text, scope: text }),
    actions: effects,
    validationErrors,
    meta: message({ actions: map(one("ActionMeta")), effectiveDerivedRoles: list(text) }),
    outputs: list(message({ src: text, val: json, error: text, action: text })),
  }),
  ActionMeta: message({ matchedPolicy: text, matchedScope: text }),
  ValidationError: message({
    path: text,
    message: text,
    source: { type: "string", enum: ["SOURCE_PRINCIPAL", "SOURCE_RESOURCE"] },
  }),
  CheckResourceSetResponse: message({
    requestId: text,
    resourceInstances: map(message({ actions: effects, validationErrors })),
    meta: message({
      resourceInstances: map(message({ actions: map(one("ActionMeta")), effectiveDerivedRoles: list(text) })),
    }),
  }),
  CheckResourceBatchResponse: message({
    requestId: text,
    results: list(message({ resourceId: text, actions: effects, validationErrors })),
  }),
  PlanResourcesResponse: message({
    requestId: text,
    action: text,
    actions: list(text),
    resourceKind: text,
    policyVersion: text,
    filter: message({
      kind: { type: "string", enum: ["KIND_ALWAYS_ALLOWED", "KIND_ALWAYS_DENIED", "KIND_CONDITIONAL"] },
      condition: one("PlanOperand"),
    }),
    meta: message({ filterDebug: text, matchedScope: text, matchedScopes: map(text) }),
    validationErrors,
    cerbosCallId: text,
  }),
  PlanOperand: {
    ...message({
      value: json,
      variable: text,
      expression: message({ operator: text, operands: list(one("PlanOperand")) }),
    }),
    description: "One of its members.",
  },
  ServerInfoResponse: message({ version: text, commit: text, buildDate: text }),

  ListPoliciesResponse: message({ policyIds: list(text) }),
  GetPolicyResponse: message({ policies: list({ type: "object" }) }),
  InspectPoliciesResponse: message({ results: map(one("InspectedPolicy")) }),
  InspectedPolicy: message({
    policyId: text,
    actions: list(text),
    variables: list(message({ name: text, value: text, kind: text, source: text, used: flag })),
    constants: list(message({ name: text, value: json, kind: text, source: text, used: flag })),
    derivedRoles: list(message({ name: text, kind: text, source: text })),
    attributes: list(message({ kind: text, name: text })),
  }),
  AddOrUpdatePolicyResponse: message({ success: { type: "object" } }),
  EnablePolicyResponse: message({ enabledPolicies: count }),
  DisablePolicyResponse: message({ disabledPolicies: count }),
  DeletePolicyResponse: message({ deletedPolicies: count }),
  ListSchemasResponse: message({ schemaIds: list(text) }),
  GetSchemaResponse: message({
    schemas: list(message({ id: text, definition: { type: "string", format: "byte" } })),
  }),
  AddOrUpdateSchemaResponse: message({}),
  DeleteSchemaResponse: message({ deletedSchemas: count }),
  ReloadStoreResponse: message({}),
  PurgeStoreRevisionsResponse: message({ affectedRows: count }),
  ListAuditLogEntriesResponse: message({
    accessLogEntry: { type: "object" },
    decisionLogEntry: { type: "object" },
  }),

  Status: message({ code: count, message: text, details: list({ type: "object" }) }),
};
// biome-ignore-end format: one row per message, where it fits
