import {
  type Activation,
  createEnvironment,
  dynType,
  type Environment,
  listType,
  type MessageField,
  type MessageFields,
  mapType,
  messageType,
  opaqueType,
  stringType,
  type Type,
  type VariableDeclaration,
} from "@orthrus/cel";
import { conditionLibraries } from "./condition-libraries.ts";

const attributesType = mapType(stringType, dynType);

/** Names under which whole messages appear in error texts and `type()`. */
const REQUEST = "cerbos.engine.v1.Request";
const PRINCIPAL = "cerbos.engine.v1.Request.Principal";
const RESOURCE = "cerbos.engine.v1.Request.Resource";
const AUX_DATA = "cerbos.engine.v1.AuxData";
const JWT = "cerbos.engine.v1.AuxData.JWT";
const RUNTIME = "cerbos.engine.v1.Runtime";
const VARIABLES = "cerbos.Variables";

/**
 * Everything names mean in conditions.
 *
 * Shape of the activation: `{ principal: { id, roles, attributes, policyVersion, scope }, resource: { kind, id, … },
 * auxData: { jwt, jwts: { name: { claims } } }, runtime: { effectiveDerivedRoles }, globals: {…} }`.
 */
export function createConditionEnvironment(): Environment {
  return createEnvironment({ libraries: conditionLibraries, variables, messages, readers });
}

const at = (type: Type, ...path: string[]): Pick<VariableDeclaration, "type" | "source"> => ({
  type,
  source: { kind: "path", path },
});
const computed = { type: opaqueType(VARIABLES), source: { kind: "computed" } } as const;
const constants = { type: opaqueType(VARIABLES), source: { kind: "constants" } } as const;
const globals = { type: opaqueType(VARIABLES), source: { kind: "members-of", path: ["globals"] } } as const;

const variables: readonly VariableDeclaration[] = [
  { name: "request", ...at(messageType(REQUEST)) },
  { name: "P", ...at(messageType(PRINCIPAL), "principal") },
  { name: "R", ...at(messageType(RESOURCE), "resource") },
  { name: "runtime", ...at(messageType(RUNTIME), "runtime") },
  { name: "V", ...computed },
  { name: "variables", ...computed },
  { name: "C", ...constants },
  { name: "constants", ...constants },
  { name: "G", ...globals },
  { name: "globals", ...globals },
];

interface Places extends Activation {
  readonly principal?: { readonly id?: unknown; readonly roles?: unknown; readonly attributes?: unknown };
  readonly resource?: { readonly id?: unknown; readonly kind?: unknown; readonly attributes?: unknown };
}

// PERF: what most conditions read, spelled out, because closures that take names from paths cost twice as much.
const readers: ReadonlyMap<string, (places: Places) => unknown> = new Map([
  ["principal.id", ({ principal }: Places) => principal?.id],
  ["principal.roles", ({ principal }: Places) => principal?.roles],
  ["principal.attributes", ({ principal }: Places) => principal?.attributes],
  ["resource.id", ({ resource }: Places) => resource?.id],
  ["resource.kind", ({ resource }: Places) => resource?.kind],
  ["resource.attributes", ({ resource }: Places) => resource?.attributes],
]);

type FieldRow = readonly [name: string, property: string, type: Type, absent: MessageField["absent"]];

// biome-ignore format: one row per field
const identityRows: readonly FieldRow[] = [
  ["id",            "id",            stringType,     "empty-string"],
  ["attr",          "attributes",    attributesType, "empty-map"],
  ["policyVersion", "policyVersion", stringType,     "empty-string"],
  ["scope",         "scope",         stringType,     "empty-string"],
];

// biome-ignore format: one row per message
const messages: ReadonlyMap<string, MessageFields> = new Map([
  [REQUEST, fields([
    ["principal", "principal", messageType(PRINCIPAL), "message"],
    ["resource",  "resource",  messageType(RESOURCE),  "message"],
    ["auxData",   "auxData",   messageType(AUX_DATA),  "message"],
  ])],
  [PRINCIPAL, fields([...identityRows, ["roles", "roles", listType(stringType), "empty-list"]])],
  [RESOURCE, fields([...identityRows, ["kind", "kind", stringType, "empty-string"]])],
  [AUX_DATA, fields([
    ["jwt",  "jwt",  attributesType,                        "empty-map"],
    ["jwts", "jwts", mapType(stringType, messageType(JWT)), "empty-map"],
  ])],
  [JWT, fields([["claims", "claims", attributesType, "empty-map"]])],
  [RUNTIME, fields([["effectiveDerivedRoles", "effectiveDerivedRoles", listType(stringType), "empty-list"]])],
]);

/** Fields by both spellings, `policyVersion` and `policy_version`. */
function fields(rows: readonly FieldRow[]): MessageFields {
  return new Map(
    rows.flatMap(([name, property, type, absent]) => {
      const field: MessageField = { name, property, type, absent };
      const snakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return snakeCase === name
        ? [[name, field]]
        : [
            [name, field],
            [snakeCase, field],
          ];
    }),
  );
}
