import type { FieldRules, MessageType } from "./message-type.ts";
import { field, messageType, openMessageType } from "./message-type.ts";

// Names, numbers, types and rules of the requests of the admin service.

const IDS: FieldRules = { isRequired: true, minItems: 1, isUnique: true, minLength: 1 };
const UP_TO_20_IDS: FieldRules = { ...IDS, maxItems: 20 };
const SCHEMA_IDS: FieldRules = { ...IDS, maxLength: 255 };
const DOCUMENTS: FieldRules = { isRequired: true, minItems: 1, maxItems: 100 };

// What is in the documents matters to stores that can be written, of which there are none.
const POLICY = openMessageType("cerbos.policy.v1.Policy", []);
const SCHEMA = openMessageType("cerbos.schema.v1.Schema", []);

// biome-ignore-start format: one row per field
const POLICY_FILTER = [
  field(1, "include_disabled", "bool"),
  field(2, "name_regexp", "string"),
  field(3, "scope_regexp", "string"),
  field(4, "version_regexp", "string"),
  field(5, "policy_id", "string", "list", { maxItems: 25, minLength: 1 }),
];

export const LIST_POLICIES: MessageType = messageType("cerbos.request.v1.ListPoliciesRequest", POLICY_FILTER);
export const INSPECT_POLICIES: MessageType = messageType(
  "cerbos.request.v1.InspectPoliciesRequest",
  POLICY_FILTER,
);

export const GET_POLICY: MessageType = messageType("cerbos.request.v1.GetPolicyRequest", [
  field(1, "id", "string", "list", IDS),
]);
export const ENABLE_POLICY: MessageType = messageType("cerbos.request.v1.EnablePolicyRequest", [
  field(1, "id", "string", "list", IDS),
]);
export const DISABLE_POLICY: MessageType = messageType("cerbos.request.v1.DisablePolicyRequest", [
  field(1, "id", "string", "list", UP_TO_20_IDS),
]);
export const DELETE_POLICY: MessageType = messageType("cerbos.request.v1.DeletePolicyRequest", [
  field(1, "id", "string", "list", UP_TO_20_IDS),
]);
export const GET_SCHEMA: MessageType = messageType("cerbos.request.v1.GetSchemaRequest", [
  field(1, "id", "string", "list", SCHEMA_IDS),
]);
export const DELETE_SCHEMA: MessageType = messageType("cerbos.request.v1.DeleteSchemaRequest", [
  field(1, "id", "string", "list", SCHEMA_IDS),
]);

export const ADD_OR_UPDATE_POLICY: MessageType = messageType("cerbos.request.v1.AddOrUpdatePolicyRequest", [
  field(1, "policies", POLICY, "list", DOCUMENTS),
]);
export const ADD_OR_UPDATE_SCHEMA: MessageType = messageType("cerbos.request.v1.AddOrUpdateSchemaRequest", [
  field(1, "schemas", SCHEMA, "list", DOCUMENTS),
]);

export const RELOAD_STORE: MessageType = messageType("cerbos.request.v1.ReloadStoreRequest", [
  field(1, "wait", "bool"),
]);
// biome-ignore-end format: one row per field
