import type { CheckRequest, Json, JsonObject, PlanRequest } from "@orthrus/protocol";
import { createPdp, type Decision, type Pdp, type PdpOptions } from "../index.ts";

// Policies as short calls, so that a test shows a whole set in a few lines. Lists of names are written with spaces.

type Document = JsonObject;

export interface RuleParts {
  readonly if?: string | JsonObject;
  readonly name?: string;
  readonly derived?: string;
  /** `[when it holds, when it does not]`, as expressions. */
  readonly out?: readonly [activated: string | undefined, notMet?: string];
}

export interface PolicyParts {
  readonly scope?: string;
  readonly version?: string;
  readonly consent?: boolean;
  readonly import?: string;
  readonly variables?: JsonObject;
  readonly constants?: JsonObject;
  readonly schemas?: JsonObject;
}

export function allow(actions: string, roles: string, parts: RuleParts = {}): Document {
  return rule("EFFECT_ALLOW", actions, roles, parts);
}

export function deny(actions: string, roles: string, parts: RuleParts = {}): Document {
  return rule("EFFECT_DENY", actions, roles, parts);
}

function rule(effect: string, actions: string, roles: string, parts: RuleParts): Document {
  return {
    actions: words(actions),
    ...(roles === "" ? {} : { roles: words(roles) }),
    ...(parts.derived === undefined ? {} : { derivedRoles: words(parts.derived) }),
    effect,
    ...common(parts),
  };
}

function common(parts: RuleParts): Document {
  return {
    ...(parts.name === undefined ? {} : { name: parts.name }),
    ...(parts.if === undefined ? {} : condition(parts.if)),
    ...(parts.out === undefined ? {} : { output: { when: outputs(parts.out) } }),
  };
}

export function condition(expression: string | JsonObject): Document {
  return {
    condition: { match: typeof expression === "string" ? { expr: expression } : expression },
  };
}

function outputs([activated, notMet]: NonNullable<RuleParts["out"]>): Document {
  return {
    ...(activated === undefined ? {} : { ruleActivated: activated }),
    ...(notMet === undefined ? {} : { conditionNotMet: notMet }),
  };
}

export function resource(kind: string, rules: readonly Document[], parts: PolicyParts = {}): Document {
  return document("resourcePolicy", {
    resource: kind,
    ...policyParts(parts),
    ...(parts.import === undefined ? {} : { importDerivedRoles: words(parts.import) }),
    rules,
  });
}

/** Rules by resource pattern: `{ foo: [does("view", "ALLOW")] }`. */
export function principal(
  id: string,
  rules: Readonly<Record<string, readonly Document[]>>,
  parts: PolicyParts = {},
): Document {
  return document("principalPolicy", {
    principal: id,
    ...policyParts(parts),
    rules: Object.entries(rules).map(([pattern, actions]) => ({ resource: pattern, actions })),
  });
}

export function does(action: string, effect: "ALLOW" | "DENY", parts: RuleParts = {}): Document {
  return { action, effect: `EFFECT_${effect}`, ...common(parts) };
}

/** Rules as `[resource, allowed actions, more]`. */
export function role(
  name: string,
  parents: string,
  rules: readonly (readonly [resource: string, actions: string, parts?: RuleParts])[],
  parts: Pick<PolicyParts, "scope" | "version"> = {},
): Document {
  return document("rolePolicy", {
    role: name,
    ...(parts.version === undefined ? {} : { version: parts.version }),
    ...(parts.scope === undefined ? {} : { scope: parts.scope }),
    parentRoles: words(parents),
    rules: rules.map(([pattern, actions, more = {}]) => ({
      resource: pattern,
      allowActions: words(actions),
      ...common(more),
    })),
  });
}

/** Definitions as `[name, parent roles, condition]`. */
export function derivedRoles(
  name: string,
  definitions: readonly (readonly [name: string, parents: string, condition?: string])[],
  variables?: JsonObject,
): Document {
  return document("derivedRoles", {
    name,
    ...(variables === undefined ? {} : { variables: { local: variables } }),
    definitions: definitions.map(([definition, parents, expression]) => ({
      name: definition,
      parentRoles: words(parents),
      ...(expression === undefined ? {} : condition(expression)),
    })),
  });
}

function policyParts(parts: PolicyParts): Document {
  return {
    version: parts.version ?? "default",
    ...(parts.scope === undefined ? {} : { scope: parts.scope }),
    ...(parts.consent ? { scopePermissions: "SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS" } : {}),
    ...(parts.variables === undefined ? {} : { variables: { local: parts.variables } }),
    ...(parts.constants === undefined ? {} : { constants: { local: parts.constants } }),
    ...(parts.schemas === undefined ? {} : { schemas: parts.schemas }),
  };
}

function document(kind: string, body: Document): Document {
  return { apiVersion: "api.cerbos.dev/v1", [kind]: body };
}

function words(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}

export function filesOf(policies: readonly Document[]): Record<string, string> {
  return Object.fromEntries(policies.map((policy, index) => [`policy-${index}.json`, JSON.stringify(policy, null, 1)]));
}

export function pdpOf(policies: readonly Document[], options: PdpOptions = {}): Pdp {
  return createPdp({ policies: filesOf(policies), ...options });
}

export interface AskParts {
  readonly kind?: string;
  readonly id?: string;
  readonly roles?: string;
  readonly scope?: string;
  readonly version?: string;
  readonly principalScope?: string;
  readonly principalVersion?: string;
  /** Attributes of the resource. */
  readonly r?: Readonly<Record<string, Json>>;
  /** Attributes of the principal. */
  readonly p?: Readonly<Record<string, Json>>;
}

/** A request for kind `foo` by alice, who has role `a`, unless told otherwise. */
export function request(actions: string, parts: AskParts = {}): CheckRequest {
  return {
    principal: {
      id: parts.id ?? "alice",
      roles: words(parts.roles ?? "a"),
      ...(parts.p === undefined ? {} : { attributes: parts.p }),
      ...(parts.principalScope === undefined ? {} : { scope: parts.principalScope }),
      ...(parts.principalVersion === undefined ? {} : { policyVersion: parts.principalVersion }),
    },
    resource: {
      kind: parts.kind ?? "foo",
      id: "1",
      ...(parts.r === undefined ? {} : { attributes: parts.r }),
      ...(parts.scope === undefined ? {} : { scope: parts.scope }),
      ...(parts.version === undefined ? {} : { policyVersion: parts.version }),
    },
    actions: words(actions),
  };
}

/** One line per answer: `allow resource.foo.vdefault/acme @acme`. */
export function show(decision: Decision, action: string): string {
  const answer = decision.actions.get(action);
  if (!answer) return "not answered";
  return `${answer.effect} ${answer.matchedPolicy}${answer.matchedScope === "" ? "" : ` @${answer.matchedScope}`}`;
}

export function ask(pdp: Pdp, action: string, parts: AskParts = {}): string {
  return show(pdp.check(request(action, parts)), action);
}

/** A request for the resources of a kind: as `request`, attributes of the resource are those that are known. */
export function planRequest(actions: string, parts: AskParts = {}): PlanRequest {
  const { principal: who, resource: what, actions: names } = request(actions, parts);
  const { id: _, ...known } = what;
  return { principal: who, resource: known, actions: names };
}

/** The filter as text, `request.resource.attr.` left out before names of attributes. */
export function planText(pdp: Pdp, actions: string, parts: AskParts = {}): string {
  return shortFilter(pdp.plan(planRequest(actions, parts)).filterDebug);
}

export function shortFilter(text: string): string {
  return text.replaceAll("request.resource.attr.", "…");
}
