import { type FieldRules, field, type MessageType, openMessageType } from "../message-type.ts";

// AuthZEN wants unknown members ignored, so that clients of later versions are understood.

const NON_EMPTY: FieldRules = { isRequired: true, minLength: 1 };
const REQUIRED: FieldRules = { isRequired: true };
const NAMED: FieldRules = { keyMinLength: 1 };
const SEMANTICS: readonly unknown[] = [
  undefined,
  "",
  "execute_all",
  "deny_on_first_deny",
  "permit_on_first_permit",
];

// biome-ignore-start format: one row per field
const ENTITY_FIELDS = [
  field(1, "type", "string", "single", NON_EMPTY),
  field(2, "id", "string", "single", NON_EMPTY),
  field(3, "properties", "json", "map", NAMED),
];

const SUBJECT = openMessageType("authzen.authorization.v1.Subject", ENTITY_FIELDS);
const RESOURCE = openMessageType("authzen.authorization.v1.Resource", ENTITY_FIELDS);
const ACTION = openMessageType("authzen.authorization.v1.Action", [
  field(1, "name", "string", "single", NON_EMPTY),
  field(2, "properties", "json", "map", NAMED),
]);

export const ACCESS_EVALUATION: MessageType = openMessageType(
  "authzen.authorization.v1.AccessEvaluationRequest",
  [
    field(1, "subject", SUBJECT, "single", REQUIRED),
    field(2, "resource", RESOURCE, "single", REQUIRED),
    field(3, "action", ACTION, "single", REQUIRED),
    field(4, "context", "json", "map", NAMED),
  ],
);

const OPTIONAL_PARTS = [
  field(1, "subject", SUBJECT),
  field(2, "resource", RESOURCE),
  field(3, "action", ACTION),
  field(4, "context", "json", "map", NAMED),
];

const OPTIONS = openMessageType(
  "authzen.authorization.v1.AccessEvaluationsOptions",
  [field(1, "evaluations_semantic", "string")],
  [
    {
      id: "string.in",
      message: "evaluations_semantic must be execute_all, deny_on_first_deny or permit_on_first_permit",
      holds: ({ evaluationsSemantic }) => SEMANTICS.includes(evaluationsSemantic),
    },
  ],
);

export const ACCESS_EVALUATIONS: MessageType = openMessageType(
  "authzen.authorization.v1.AccessEvaluationBatchRequest",
  [
    ...OPTIONAL_PARTS,
    field(
      5,
      "evaluations",
      openMessageType("authzen.authorization.v1.AccessEvaluationBatchRequest.Evaluation", OPTIONAL_PARTS),
      "list",
    ),
    field(6, "options", OPTIONS),
  ],
);
// biome-ignore-end format: one row per field
