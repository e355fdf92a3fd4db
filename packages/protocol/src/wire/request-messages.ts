import type { FieldRules, MessageType } from "./message-type.ts";
import { field, messageType } from "./message-type.ts";

// The one place that knows names, numbers, types and rules of request messages. Reading JSON and validating go by it;
// the straight decoder in decode-calls.ts is tested against it.

const VERSION: FieldRules = { pattern: "^[\\w]*$" };
const SCOPE: FieldRules = { pattern: "^(^$|\\.|[0-9a-zA-Z][\\w\\-]*(\\.\\w[\\w\\-]*)*)$" };
const REQUIRED: FieldRules = { isRequired: true };
const NON_EMPTY: FieldRules = { isRequired: true, minLength: 1 };
const SET_OF_NAMES: FieldRules = { isRequired: true, minItems: 1, isUnique: true, minLength: 1 };
const SOME: FieldRules = { isRequired: true, minItems: 1 };
const SOME_ACTIONS: FieldRules = { maxItems: 20, isUnique: true, minLength: 1 };
const NAMED: FieldRules = { keyMinLength: 1 };

// biome-ignore-start format: one row per field
const PRINCIPAL: MessageType = messageType("cerbos.engine.v1.Principal", [
  field(1, "id", "string", "single", NON_EMPTY),
  field(2, "policy_version", "string", "single", VERSION),
  field(3, "roles", "string", "list", SET_OF_NAMES),
  field(4, "attr", "json", "map", NAMED),
  field(5, "scope", "string", "single", SCOPE),
]);

const RESOURCE: MessageType = messageType("cerbos.engine.v1.Resource", [
  field(1, "kind", "string", "single", NON_EMPTY),
  field(2, "policy_version", "string", "single", VERSION),
  field(3, "id", "string", "single", NON_EMPTY),
  field(4, "attr", "json", "map", NAMED),
  field(5, "scope", "string", "single", SCOPE),
]);

const JWT: MessageType = messageType("cerbos.request.v1.AuxData.JWT", [
  field(1, "token", "string", "single", NON_EMPTY),
  field(2, "key_set_id", "string"),
]);

export const AUX_DATA: MessageType = messageType(
  "cerbos.request.v1.AuxData",
  [field(1, "jwt", JWT), field(2, "jwts", JWT, "map", NAMED)],
  [
    {
      id: "AuxData.only_one_jwt_field",
      message: "Only one of the jwt or jwts fields must be set",
      holds: ({ jwt, jwts }) =>
        jwt === undefined || jwts === undefined || Object.keys(jwts as object).length === 0,
    },
  ],
);

export const REQUEST_CONTEXT: MessageType = messageType("cerbos.audit.v1.RequestContext", [
  field(1, "annotations", "json", "map", NAMED),
]);

const ACTIONS_ON_RESOURCE = [
  field(1, "actions", "string", "list", SET_OF_NAMES),
  field(2, "resource", RESOURCE, "single", REQUIRED),
];

const ATTRIBUTES_MAP: MessageType = messageType("cerbos.request.v1.AttributesMap", [
  field(1, "attr", "json", "map"),
]);

const RESOURCE_SET: MessageType = messageType("cerbos.request.v1.ResourceSet", [
  field(1, "kind", "string", "single", NON_EMPTY),
  field(2, "policy_version", "string", "single", VERSION),
  field(3, "instances", ATTRIBUTES_MAP, "map", SOME),
  field(4, "scope", "string", "single", SCOPE),
]);

const PLAN_RESOURCE: MessageType = messageType("cerbos.engine.v1.PlanResourcesInput.Resource", [
  field(1, "kind", "string", "single", NON_EMPTY),
  // COMPAT(cerbos): unlike in checks, names may be empty.
  field(2, "attr", "json", "map"),
  field(3, "policy_version", "string", "single", VERSION),
  field(4, "scope", "string", "single", SCOPE),
]);

export const PLAN_RESOURCES: MessageType = messageType(
  "cerbos.request.v1.PlanResourcesRequest",
  [
    field(1, "request_id", "string"),
    field(2, "action", "string"),
    field(7, "actions", "string", "list", SOME_ACTIONS),
    field(3, "principal", PRINCIPAL, "single", REQUIRED),
    field(4, "resource", PLAN_RESOURCE, "single", REQUIRED),
    field(5, "aux_data", AUX_DATA),
    field(6, "include_meta", "bool"),
    field(8, "request_context", REQUEST_CONTEXT),
  ],
  [
    {
      id: "exclusiveFieldsActionOrActions",
      message: "Exactly one of 'action' or 'actions' field must be set",
      holds: ({ action, actions }) => isSent(action) !== isSent(actions),
    },
  ],
);

function isSent(value: unknown): boolean {
  return (typeof value === "string" || Array.isArray(value)) && value.length > 0;
}

export const CHECK_RESOURCES: MessageType = messageType("cerbos.request.v1.CheckResourcesRequest", [
  field(1, "request_id", "string"),
  field(2, "include_meta", "bool"),
  field(3, "principal", PRINCIPAL, "single", REQUIRED),
  field(
    4,
    "resources",
    messageType("cerbos.request.v1.CheckResourcesRequest.ResourceEntry", ACTIONS_ON_RESOURCE),
    "list",
    SOME,
  ),
  field(5, "aux_data", AUX_DATA),
  field(6, "request_context", REQUEST_CONTEXT),
]);

export const CHECK_RESOURCE_SET: MessageType = messageType("cerbos.request.v1.CheckResourceSetRequest", [
  field(1, "request_id", "string"),
  field(2, "actions", "string", "list", SET_OF_NAMES),
  field(3, "principal", PRINCIPAL, "single", REQUIRED),
  field(4, "resource", RESOURCE_SET, "single", REQUIRED),
  field(5, "include_meta", "bool"),
  field(6, "aux_data", AUX_DATA),
]);

export const CHECK_RESOURCE_BATCH: MessageType = messageType("cerbos.request.v1.CheckResourceBatchRequest", [
  field(1, "request_id", "string"),
  field(2, "principal", PRINCIPAL, "single", REQUIRED),
  field(
    3,
    "resources",
    messageType("cerbos.request.v1.CheckResourceBatchRequest.BatchEntry", ACTIONS_ON_RESOURCE),
    "list",
    SOME,
  ),
  field(4, "aux_data", AUX_DATA),
]);
// biome-ignore-end format: one row per field
