import type {
  ConstantValue,
  Definitions,
  DerivedRoles,
  ExportConstants,
  ExportVariables,
  Policy,
  PrincipalPolicy,
  ResourcePolicy,
  ResourceRule,
  RolePolicy,
  SchemaUse,
  SourceScopePermissions,
} from "../model/policy.ts";
import type { SourceText } from "../source/source-text.ts";
import { buildCondition, buildOutput } from "./build-condition.ts";
import type { DecodedMessage } from "./decoded-message.ts";
import {
  fieldOf,
  isSet,
  located,
  locatedTextsOf,
  messageOf,
  messagesOf,
  numberOf,
  textMapOf,
  textOf,
  textsOf,
  valueMapOf,
} from "./message-fields.ts";

/** Builds the typed policy from a validated message; `undefined` when it has none of the known kinds. */
export function buildPolicy(source: SourceText, message: DecodedMessage): Policy | undefined {
  for (const [field, build] of BUILDERS) {
    const body = messageOf(message, field);
    if (body !== undefined) return build({ envelope: buildEnvelope(source, message, body), body });
  }
  return undefined;
}

type Envelope = ReturnType<typeof buildEnvelope>;
interface Parts {
  readonly envelope: Envelope;
  readonly body: DecodedMessage;
}

const BUILDERS: readonly (readonly [string, (parts: Parts) => Policy])[] = [
  ["resourcePolicy", buildResourcePolicy],
  ["principalPolicy", buildPrincipalPolicy],
  ["rolePolicy", buildRolePolicy],
  ["derivedRoles", buildDerivedRoles],
  ["exportVariables", buildExportVariables],
  ["exportConstants", buildExportConstants],
];

function buildEnvelope(source: SourceText, message: DecodedMessage, body: DecodedMessage) {
  const annotations = textMapOf(messageOf(message, "metadata"), "annotations");
  return {
    source,
    isDisabled: isSet(message, "disabled"),
    description: textOf(message, "description"),
    annotations: new Map([...annotations].map(([key, { value }]) => [key, value])),
    span: message.span,
    nameSpan: NAMES.map((name) => fieldOf(body, name)?.span).find((span) => span !== undefined) ?? body.span,
    scopeSpan: fieldOf(body, "scope")?.span,
    topLevelVariables: textMapOf(message, "variables"),
    topLevelVariablesSpan: fieldOf(message, "variables")?.span,
  };
}

/** The field that names a policy of each kind. */
const NAMES = ["resource", "principal", "role", "name"];

function buildResourcePolicy({ envelope, body }: Parts): ResourcePolicy {
  const schemas = messageOf(body, "schemas");
  return {
    ...envelope,
    ...buildDefinitions(body),
    kind: "resource",
    resource: textOf(body, "resource"),
    version: textOf(body, "version"),
    scope: textOf(body, "scope"),
    importDerivedRoles: locatedTextsOf(body, "importDerivedRoles"),
    rules: messagesOf(body, "rules").map(buildResourceRule),
    principalSchema: buildSchemaUse(messageOf(schemas, "principalSchema")),
    resourceSchema: buildSchemaUse(messageOf(schemas, "resourceSchema")),
    scopePermissions: buildScopePermissions(body),
  };
}

function buildResourceRule(rule: DecodedMessage): ResourceRule {
  return {
    span: rule.span,
    name: textOf(rule, "name"),
    actions: textsOf(rule, "actions"),
    roles: textsOf(rule, "roles"),
    derivedRoles: locatedTextsOf(rule, "derivedRoles"),
    ...buildEffect(rule),
    ...buildGuard(rule),
  };
}

function buildPrincipalPolicy({ envelope, body }: Parts): PrincipalPolicy {
  return {
    ...envelope,
    ...buildDefinitions(body),
    kind: "principal",
    principal: textOf(body, "principal"),
    version: textOf(body, "version"),
    scope: textOf(body, "scope"),
    scopePermissions: buildScopePermissions(body),
    rules: messagesOf(body, "rules").map((rule) => ({
      span: rule.span,
      resource: textOf(rule, "resource"),
      actions: messagesOf(rule, "actions").map((action) => ({
        span: action.span,
        name: textOf(action, "name"),
        action: textOf(action, "action"),
        ...buildEffect(action),
        ...buildGuard(action),
      })),
    })),
  };
}

function buildRolePolicy({ envelope, body }: Parts): RolePolicy {
  return {
    ...envelope,
    ...buildDefinitions(body),
    kind: "role",
    role: textOf(body, "role"),
    version: textOf(body, "version"),
    scope: textOf(body, "scope"),
    parentRoles: textsOf(body, "parentRoles"),
    rules: messagesOf(body, "rules").map((rule) => ({
      span: rule.span,
      name: textOf(rule, "name"),
      resource: textOf(rule, "resource"),
      allowActions: textsOf(rule, "allowActions"),
      ...buildGuard(rule),
    })),
  };
}

function buildDerivedRoles({ envelope, body }: Parts): DerivedRoles {
  return {
    ...envelope,
    ...buildDefinitions(body),
    kind: "derived-roles",
    name: textOf(body, "name"),
    definitions: messagesOf(body, "definitions").map((definition) => ({
      span: definition.span,
      name: textOf(definition, "name"),
      parentRoles: textsOf(definition, "parentRoles"),
      condition: buildCondition(definition),
    })),
  };
}

function buildExportVariables({ envelope, body }: Parts): ExportVariables {
  const definitions = textMapOf(body, "definitions");
  return { ...envelope, kind: "export-variables", name: textOf(body, "name"), definitions };
}

function buildExportConstants({ envelope, body }: Parts): ExportConstants {
  const definitions = valueMapOf(body, "definitions");
  return { ...envelope, kind: "export-constants", name: textOf(body, "name"), definitions };
}

function buildDefinitions(body: DecodedMessage): {
  readonly variables: Definitions<string>;
  readonly constants: Definitions<ConstantValue>;
} {
  const variables = messageOf(body, "variables");
  const constants = messageOf(body, "constants");
  return {
    variables: { imports: locatedTextsOf(variables, "import"), local: textMapOf(variables, "local") },
    constants: { imports: locatedTextsOf(constants, "import"), local: valueMapOf(constants, "local") },
  };
}

function buildEffect(rule: DecodedMessage): { readonly effect: "allow" | "deny" } {
  return { effect: numberOf(rule, "effect") === 1 ? "allow" : "deny" };
}

function buildGuard(rule: DecodedMessage): Pick<ResourceRule, "condition" | "output"> {
  return { condition: buildCondition(rule), output: buildOutput(rule) };
}

function buildSchemaUse(schema: DecodedMessage | undefined): SchemaUse | undefined {
  const ref = located(schema, "ref");
  if (ref === undefined) return undefined;
  return { ref, ignoreWhenActions: textsOf(messageOf(schema, "ignoreWhen"), "actions") };
}

function buildScopePermissions(body: DecodedMessage): SourceScopePermissions {
  const value = numberOf(body, "scopePermissions");
  if (value === 2) return "require-parental-consent";
  return value === 1 ? "override-parent" : "unspecified";
}
