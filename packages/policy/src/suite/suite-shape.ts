import type { DecodedMessage } from "../parse/decoded-message.ts";
import { isZero } from "../parse/decoded-message.ts";
import { type FieldType, type Invariant, type MessageShape, messageShape } from "../parse/message-shape.ts";
import {
  allowOrDeny,
  any,
  bool,
  effect,
  list,
  map,
  message,
  OPTIONAL_VERSION,
  SCOPE,
  string,
} from "../parse/policy-shape.ts";

const names: FieldType = list(string);

const nonEmpty = { minLength: 1 } as const;
const nameRules = { unique: true, items: nonEmpty } as const;
const someNames = { required: true, ...nameRules } as const;
const text = { required: true, minLength: 1 } as const;
const namedValues = { keys: nonEmpty } as const;
const SCHEMA_ALIAS = [["$schema", "jsonSchema"]] as const;

const principal: MessageShape = messageShape([
  ["id", string, text],
  ["policyVersion", string, { pattern: OPTIONAL_VERSION }],
  ["roles", names, someNames],
  ["attr", map(any), namedValues],
  ["scope", string, { pattern: SCOPE }],
]);

const resource: MessageShape = messageShape([
  ["kind", string, text],
  ["policyVersion", string, { pattern: OPTIONAL_VERSION }],
  ["id", string, text],
  ["attr", map(any), namedValues],
  ["scope", string, { pattern: SCOPE }],
]);

const token: MessageShape = messageShape([["claims", map(any)]]);

const auxData: MessageShape = messageShape(
  [
    ["jwt", map(any)],
    ["jwts", map(message(() => token)), namedValues],
  ],
  [],
  [
    [
      "Only one of the jwt or jwts fields must be set",
      (it) => !(isGiven(it, "jwt") && isGiven(it, "jwts")),
      "keep either `jwt` or `jwts`",
    ],
  ],
);

const principalGroup: MessageShape = messageShape([["principals", names, someNames]]);
const resourceGroup: MessageShape = messageShape([["resources", names, someNames]]);

/** `testdata/principals.yaml`. */
export const principalsShape: MessageShape = messageShape(
  [
    ["principals", map(message(() => principal))],
    ["jsonSchema", string],
    ["principalGroups", map(message(() => principalGroup))],
  ],
  SCHEMA_ALIAS,
);

/** `testdata/resources.yaml`. */
export const resourcesShape: MessageShape = messageShape(
  [
    ["resources", map(message(() => resource))],
    ["jsonSchema", string],
    ["resourceGroups", map(message(() => resourceGroup))],
  ],
  SCHEMA_ALIAS,
);

/** `testdata/auxdata.yaml`. */
export const auxDataShape: MessageShape = messageShape(
  [
    ["auxData", map(message(() => auxData))],
    ["jsonSchema", string],
  ],
  SCHEMA_ALIAS,
);

const options: MessageShape = messageShape([
  ["now", { kind: "timestamp" }],
  ["lenientScopeSearch", bool],
  ["globals", map(any)],
  ["defaultPolicyVersion", string],
  ["defaultScope", string],
  ["strictEvaluation", bool],
]);

// biome-ignore format: one row per rule
const inputInvariants: readonly Invariant[] = [
  ["principals or principalGroups must be present", (it) => isGiven(it, "principals") || isGiven(it, "principalGroups"), "add `principals: […]`, the names of fixtures"],
  ["resources or resourceGroups must be present",   (it) => isGiven(it, "resources") || isGiven(it, "resourceGroups"), "add `resources: […]`, the names of fixtures"],
];

const input: MessageShape = messageShape(
  [
    ["principals", names, nameRules],
    ["resources", names, nameRules],
    ["actions", names, someNames],
    ["auxData", string],
    ["principalGroups", names, nameRules],
    ["resourceGroups", names, nameRules],
  ],
  [],
  inputInvariants,
);

const outputEntry: MessageShape = messageShape([
  ["src", string],
  ["val", any],
  ["action", string],
  ["error", string],
]);

const outputs: MessageShape = messageShape([
  ["action", string, text],
  ["expected", list(message(() => outputEntry)), { required: true }],
]);

// biome-ignore format: one row per rule
const expectationInvariants: readonly Invariant[] = [
  ["principal, principals, or principalGroups must be present", (it) => ["principal", "principals", "principalGroups"].some((name) => isGiven(it, name)), "add `principal`, one of `input`"],
  ["principal and principals may not both be present",          (it) => !(isGiven(it, "principal") && isGiven(it, "principals")), "keep either `principal` or `principals`"],
  ["resource, resources, or resourceGroups must be present",    (it) => ["resource", "resources", "resourceGroups"].some((name) => isGiven(it, name)), "add `resource`, one of `input`"],
  ["resource and resources may not both be present",            (it) => !(isGiven(it, "resource") && isGiven(it, "resources")), "keep either `resource` or `resources`"],
];

const expectation: MessageShape = messageShape(
  [
    ["principal", string],
    ["resource", string],
    ["actions", map(effect), { required: true, keys: nonEmpty, items: { allowed: allowOrDeny } }],
    ["outputs", list(message(() => outputs))],
    ["principals", names, nameRules],
    ["resources", names, nameRules],
    ["principalGroups", names, nameRules],
    ["resourceGroups", names, nameRules],
  ],
  [],
  expectationInvariants,
);

const table: MessageShape = messageShape([
  ["name", string, text],
  ["description", string],
  ["skip", bool],
  ["skipReason", string],
  ["input", message(() => input), { required: true }],
  ["expected", list(message(() => expectation)), { required: true }],
  ["options", message(() => options)],
]);

/** `*_test.yaml`. */
export const suiteShape: MessageShape = messageShape(
  [
    ["name", string, text],
    ["description", string],
    ["skip", bool],
    ["skipReason", string],
    ["tests", list(message(() => table)), { required: true }],
    ["principals", map(message(() => principal))],
    ["resources", map(message(() => resource))],
    ["auxData", map(message(() => auxData))],
    ["options", message(() => options)],
    ["jsonSchema", string],
    ["principalGroups", map(message(() => principalGroup))],
    ["resourceGroups", map(message(() => resourceGroup))],
  ],
  SCHEMA_ALIAS,
);

function isGiven(it: DecodedMessage, name: string): boolean {
  const field = it.fields.get(name);
  return field !== undefined && !isZero(field.value);
}
