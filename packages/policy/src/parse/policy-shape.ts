import {
  type FieldRow,
  type FieldType,
  type MessageShape,
  messageShape,
  type Pattern,
  pattern,
} from "./message-shape.ts";

export const string: FieldType = { kind: "string" };
export const bool: FieldType = { kind: "bool" };
export const any: FieldType = { kind: "any" };

export const list = (item: FieldType): FieldType => ({ kind: "list", item });
export const map = (value: FieldType): FieldType => ({ kind: "map", value });
export const message = (shape: () => MessageShape): FieldType => ({ kind: "message", shape });

export const effect: FieldType = {
  kind: "enum",
  names: new Map([
    ["EFFECT_UNSPECIFIED", 0],
    ["EFFECT_ALLOW", 1],
    ["EFFECT_DENY", 2],
    ["EFFECT_NO_MATCH", 3],
  ]),
};

const scopePermissions: FieldType = {
  kind: "enum",
  names: new Map([
    ["SCOPE_PERMISSIONS_UNSPECIFIED", 0],
    ["SCOPE_PERMISSIONS_OVERRIDE_PARENT", 1],
    ["SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS", 2],
  ]),
};

const rolePermissions: ReadonlyMap<string, number> = new Map([
  ["SCOPE_PERMISSIONS_UNSPECIFIED", 0],
  ["SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS", 2],
]);

const NAME = pattern(
  String.raw`^[^!*?\[\]{}]+$`,
  "a name is not a pattern: leave out `*`, `?`, `!` and brackets",
);
const VERSION = pattern(String.raw`^[\w]+$`, "use letters, digits and `_`, such as `default` or `v1_0`");
export const OPTIONAL_VERSION: Pattern = pattern(
  String.raw`^[\w]*$`,
  "use letters, digits and `_`, such as `default` or `v1_0`",
);
export const SCOPE: Pattern = pattern(
  String.raw`^(^$|\.|[0-9a-zA-Z][\w\-]*(\.\w[\w\-]*)*)$`,
  "join words by dots, such as `acme.hr.uk`; words have letters, digits, `_` and `-`",
);
const IDENTIFIER = pattern(
  String.raw`^[\w\-\.]+$`,
  "use letters, digits, `_`, `-` and `.`; it is a name, not a path",
);
// SECURITY: the text as shown would backtrack exponentially; what is tested accepts the same names in linear time.
const RULE_NAME = pattern(
  String.raw`^([a-zA-Z][\w\@\.\-]*)*$`,
  "start with a letter; letters, digits, `_`, `@`, `.` and `-` may follow",
  /^([a-zA-Z][\w@.-]*)?$/,
);

const identifiers = { unique: true, items: { pattern: IDENTIFIER } } as const;
const nonEmpty = { items: { minLength: 1 } } as const;
/** The values that a rule decides with. */
export const allowOrDeny: ReadonlyMap<string, number> = new Map([
  ["EFFECT_ALLOW", 1],
  ["EFFECT_DENY", 2],
]);
const ruleEffect = { required: true, allowed: allowOrDeny } as const;

const sourceAttributes: MessageShape = messageShape([["attributes", map(any)]]);

const metadata: MessageShape = messageShape(
  [
    ["sourceFile", string],
    ["annotations", map(string)],
    ["hash", { kind: "uint64" }],
    ["storeIdentifier", string],
    ["sourceAttributes", message(() => sourceAttributes)],
  ],
  [
    ["storeIdentifer", "storeIdentifier"],
    ["store_identifer", "storeIdentifier"],
  ],
);

const matchList: MessageShape = messageShape([["of", list(message(() => match)), { required: true }]]);

const match: MessageShape = messageShape([
  ["all", message(() => matchList), {}, "op"],
  ["any", message(() => matchList), {}, "op"],
  ["none", message(() => matchList), {}, "op"],
  ["expr", string, {}, "op"],
]);

const condition: MessageShape = messageShape([
  ["match", message(() => match), {}, "condition"],
  ["script", string, {}, "condition"],
]);

const outputWhen: MessageShape = messageShape([
  ["ruleActivated", string],
  ["conditionNotMet", string],
]);

const output: MessageShape = messageShape([
  ["expr", string],
  ["when", message(() => outputWhen)],
]);

const variables: MessageShape = messageShape([
  ["import", list(string), identifiers],
  ["local", map(string)],
]);

const constants: MessageShape = messageShape([
  ["import", list(string), identifiers],
  ["local", map(any)],
]);

const definitions: readonly FieldRow[] = [
  ["variables", message(() => variables)],
  ["constants", message(() => constants)],
];

const ignoreWhen: MessageShape = messageShape([
  ["actions", list(string), { required: true, unique: true, ...nonEmpty }],
]);

const schema: MessageShape = messageShape([
  ["ref", string, { required: true, minLength: 1 }],
  ["ignoreWhen", message(() => ignoreWhen)],
]);

const schemas: MessageShape = messageShape([
  ["principalSchema", message(() => schema)],
  ["resourceSchema", message(() => schema)],
]);

const resourceRule: MessageShape = messageShape([
  ["actions", list(string), { required: true, unique: true, ...nonEmpty }],
  ["derivedRoles", list(string), identifiers],
  ["roles", list(string), { unique: true, ...nonEmpty }],
  ["condition", message(() => condition)],
  ["effect", effect, ruleEffect],
  ["name", string, { pattern: RULE_NAME }],
  ["output", message(() => output)],
]);

const resourcePolicy: MessageShape = messageShape([
  ["resource", string, { required: true, pattern: NAME }],
  ["version", string, { required: true, pattern: VERSION }],
  ["importDerivedRoles", list(string), identifiers],
  ["rules", list(message(() => resourceRule))],
  ["scope", string, { pattern: SCOPE }],
  ["schemas", message(() => schemas)],
  ...definitions,
  ["scopePermissions", scopePermissions],
]);

const principalAction: MessageShape = messageShape([
  ["action", string, { required: true, minLength: 1 }],
  ["condition", message(() => condition)],
  ["effect", effect, ruleEffect],
  ["name", string, { pattern: RULE_NAME }],
  ["output", message(() => output)],
]);

const principalRule: MessageShape = messageShape([
  ["resource", string, { required: true, minLength: 1 }],
  ["actions", list(message(() => principalAction)), { required: true }],
]);

const principalPolicy: MessageShape = messageShape([
  ["principal", string, { required: true, pattern: NAME }],
  ["version", string, { required: true, pattern: VERSION }],
  ["rules", list(message(() => principalRule))],
  ["scope", string, { pattern: SCOPE }],
  ...definitions,
  ["scopePermissions", scopePermissions],
]);

const roleRule: MessageShape = messageShape([
  ["resource", string, { required: true, minLength: 1 }],
  ["allowActions", list(string), { required: true, unique: true, ...nonEmpty }],
  ["condition", message(() => condition)],
  ["name", string, { pattern: RULE_NAME }],
  ["output", message(() => output)],
]);

const rolePolicy: MessageShape = messageShape([
  ["role", string, { required: true, pattern: NAME }],
  ["version", string, { pattern: OPTIONAL_VERSION }],
  ["parentRoles", list(string), { unique: true, ...nonEmpty }],
  ["scope", string, { pattern: SCOPE }],
  ["rules", list(message(() => roleRule))],
  ["scopePermissions", scopePermissions, { allowed: rolePermissions }],
  ...definitions,
]);

const derivedRole: MessageShape = messageShape([
  ["name", string, { required: true, pattern: IDENTIFIER }],
  ["parentRoles", list(string), { required: true, unique: true, ...nonEmpty }],
  ["condition", message(() => condition)],
]);

const derivedRoles: MessageShape = messageShape([
  ["name", string, { required: true, pattern: IDENTIFIER }],
  ["definitions", list(message(() => derivedRole)), { required: true }],
  ...definitions,
]);

const exportVariables: MessageShape = messageShape([
  ["name", string, { required: true, pattern: IDENTIFIER }],
  ["definitions", map(string)],
]);

const exportConstants: MessageShape = messageShape([
  ["name", string, { required: true, pattern: IDENTIFIER }],
  ["definitions", map(any)],
]);

/** The envelope of every policy document. */
export const policyShape: MessageShape = messageShape(
  [
    ["apiVersion", string, { required: true, equals: "api.cerbos.dev/v1" }],
    ["disabled", bool],
    ["description", string],
    ["metadata", message(() => metadata)],
    ["resourcePolicy", message(() => resourcePolicy), {}, "policyType"],
    ["principalPolicy", message(() => principalPolicy), {}, "policyType"],
    ["derivedRoles", message(() => derivedRoles), {}, "policyType"],
    ["exportVariables", message(() => exportVariables), {}, "policyType"],
    ["rolePolicy", message(() => rolePolicy), {}, "policyType"],
    ["exportConstants", message(() => exportConstants), {}, "policyType"],
    ["variables", map(string)],
    ["jsonSchema", string],
  ],
  [["$schema", "jsonSchema"]],
);
