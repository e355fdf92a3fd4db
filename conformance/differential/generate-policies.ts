import { stringify } from "yaml";
import {
  type ExpressionContext,
  type GeneratedMatch,
  generateBoolean,
  generateMatch,
  generateOutput,
} from "./generate-condition.ts";
import { generatePrincipalSchema, generateResourceSchema, type SchemasBody } from "./generate-schemas.ts";
import type { Random } from "./random.ts";
import type { ScopePermission, Vocabulary } from "./vocabulary.ts";

// One generator for every kind of policy, because the kinds name each other; so it stays in one file.

/** One file of a policy set, still as data, so that a failing set can be made smaller piece by piece. */
export interface GeneratedPolicy {
  readonly path: string;
  readonly document: PolicyDocument;
}

export interface PolicyDocument {
  readonly apiVersion: "api.cerbos.dev/v1";
  readonly resourcePolicy?: ResourcePolicyBody;
  readonly principalPolicy?: PrincipalPolicyBody;
  readonly rolePolicy?: RolePolicyBody;
  readonly derivedRoles?: { readonly name: string; readonly definitions: readonly DerivedRoleBody[] };
  readonly exportVariables?: {
    readonly name: string;
    readonly definitions: Readonly<Record<string, string>>;
  };
  readonly exportConstants?: {
    readonly name: string;
    readonly definitions: Readonly<Record<string, unknown>>;
  };
}

export interface ResourcePolicyBody extends Expressions {
  readonly resource: string;
  readonly version: string;
  readonly scope?: string;
  readonly scopePermissions?: string;
  readonly importDerivedRoles?: readonly string[];
  readonly schemas?: SchemasBody;
  readonly rules: readonly ResourceRuleBody[];
}

export interface ResourceRuleBody extends Outcome {
  readonly actions: readonly string[];
  readonly roles?: readonly string[];
  readonly derivedRoles?: readonly string[];
}

export interface PrincipalPolicyBody extends Expressions {
  readonly principal: string;
  readonly version: string;
  readonly scope?: string;
  readonly scopePermissions?: string;
  readonly rules: readonly { readonly resource: string; readonly actions: readonly PrincipalActionBody[] }[];
}

interface PrincipalActionBody extends Outcome {
  readonly action: string;
}

export interface RolePolicyBody {
  readonly role: string;
  readonly version: string;
  readonly scope?: string;
  readonly parentRoles: readonly string[];
  readonly rules: readonly RoleRuleBody[];
}

export interface RoleRuleBody {
  readonly resource: string;
  readonly allowActions: readonly string[];
  readonly condition?: { readonly match: GeneratedMatch };
}

interface DerivedRoleBody {
  readonly name: string;
  readonly parentRoles: readonly string[];
  readonly condition?: { readonly match: GeneratedMatch };
}

interface Expressions {
  readonly variables?: {
    readonly import?: readonly string[];
    readonly local: Readonly<Record<string, string>>;
  };
  readonly constants?: {
    readonly import?: readonly string[];
    readonly local: Readonly<Record<string, unknown>>;
  };
}

interface Outcome {
  readonly name?: string;
  readonly effect: string;
  readonly condition?: { readonly match: GeneratedMatch };
  readonly output?: { readonly when: OutputBody };
}

interface OutputBody {
  readonly ruleActivated?: string;
  readonly conditionNotMet?: string;
}

/** Text of a file, as both sides read it. */
export function policyText({ document }: GeneratedPolicy): string {
  return stringify(document, { lineWidth: 0 });
}

/**
 * Makes the policies of one set.
 *
 * What the reference is known to answer at random, or knowingly otherwise, is not made; see known-differences.ts.
 */
export function generatePolicies(random: Random, vocabulary: Vocabulary): GeneratedPolicy[] {
  const generator: Generator = { random, vocabulary, exports: random.chance(0.6), nextName: 1 };
  // The root scope of the reference tolerates files without scope permissions only while it overrides nothing.
  const rootOverrides = vocabulary.scopes[0]?.permission === "override";
  const documents = [
    // First, see `roleDocuments`.
    ...roleDocuments(generator),
    ...(rootOverrides && generator.exports ? exportDocuments(generator) : []),
    ...(rootOverrides ? derivedRoleDocuments(generator) : []),
    ...resourceDocuments({ ...generator, exports: rootOverrides && generator.exports }),
    ...principalDocuments({ ...generator, exports: rootOverrides && generator.exports }),
  ];
  return documents.map((document, index) => ({
    path: `${vocabulary.set}/${String(index + 1).padStart(3, "0")}.yaml`,
    document,
  }));
}

interface Generator {
  readonly random: Random;
  readonly vocabulary: Vocabulary;
  readonly exports: boolean;
  nextName: number;
}

function exportDocuments({ vocabulary, random }: Generator): PolicyDocument[] {
  const context = withoutNames(vocabulary);
  return [
    {
      apiVersion: "api.cerbos.dev/v1",
      exportVariables: {
        name: `${vocabulary.set}vars`,
        definitions: {
          shared: generateBoolean(random, context, 1),
          settled: '!has(P.attr.dept) || P.attr.dept == "ops"',
        },
      },
    },
    {
      apiVersion: "api.cerbos.dev/v1",
      exportConstants: {
        name: `${vocabulary.set}consts`,
        definitions: {
          label: random.pick(["ops", "live", "red"]),
          limit: random.integer(1, 5),
          colors: ["red", "blue"],
        },
      },
    },
  ];
}

function derivedRoleDocuments(generator: Generator): PolicyDocument[] {
  const { vocabulary, random } = generator;
  if (vocabulary.derivedRoles.length === 0) return [];
  const definitions = vocabulary.derivedRoles.map((name) => ({
    name,
    parentRoles: random.chance(0.2) ? ["*"] : random.some(vocabulary.roles, 1, 3),
    // The derived roles that such a condition would see are those of whichever scope came before.
    ...optionalCondition(generator, { ...withoutNames(vocabulary), readsRuntime: false }, 0.9),
  }));
  return [{ apiVersion: "api.cerbos.dev/v1", derivedRoles: { name: `${vocabulary.set}roles`, definitions } }];
}

function resourceDocuments(generator: Generator): PolicyDocument[] {
  const { vocabulary, random } = generator;
  return vocabulary.kinds.flatMap((resource) =>
    vocabulary.versions.flatMap((version, index) => {
      if (index > 0 && random.chance(0.5)) return [];
      return coveredScopes(generator).map(({ scope, permission }): PolicyDocument => {
        const { expressions, context } = generateExpressions(generator);
        const count = vocabulary.large === "rules" ? random.integer(50, 70) : random.integer(0, 6);
        const rules = Array.from({ length: count }, () => resourceRule(generator, context));
        const imports =
          vocabulary.derivedRoles.length > 0 ? { importDerivedRoles: [`${vocabulary.set}roles`] } : {};
        return {
          apiVersion: "api.cerbos.dev/v1",
          resourcePolicy: {
            resource,
            version,
            ...placement(scope, permission),
            ...imports,
            ...schemaReferences(generator),
            ...expressions,
            rules,
          },
        };
      });
    }),
  );
}

// Those of scoped policies have no effect, so they are made as well.
function schemaReferences({ vocabulary, random }: Generator): { schemas?: SchemasBody } {
  if (random.chance(0.6)) return {};
  const reference = (name: string): SchemasBody["principalSchema"] & object => ({
    ref: `cerbos:///${vocabulary.set}/${name}.json`,
    ...(random.chance(0.3) ? { ignoreWhen: { actions: random.some(vocabulary.patterns, 1, 2) } } : {}),
  });
  return {
    schemas: {
      ...(random.chance(0.6) ? { principalSchema: reference("principal") } : {}),
      ...(random.chance(0.7) ? { resourceSchema: reference("resource") } : {}),
    },
  };
}

/** The root always, and some of the other scopes, each with its ancestors. */
function coveredScopes({ vocabulary, random }: Generator): Vocabulary["scopes"] {
  const chosen = new Set<string>([""]);
  return vocabulary.scopes.filter(({ scope }) => {
    const parent = scope.includes(".") ? scope.slice(0, scope.lastIndexOf(".")) : "";
    if (scope !== "" && (!chosen.has(parent) || random.chance(0.3))) return false;
    chosen.add(scope);
    return true;
  });
}

function resourceRule(generator: Generator, context: ExpressionContext): ResourceRuleBody {
  const { vocabulary, random } = generator;
  const most = random.chance(0.3) ? 70 : 3;
  const derivedRoles = random.chance(0.4)
    ? random.some(vocabulary.derivedRoles, 0, vocabulary.large === "derived roles" ? most : 2)
    : [];
  const roles = random.chance(0.15)
    ? ["*"]
    : random.some(vocabulary.roles, derivedRoles.length > 0 ? 0 : 1, vocabulary.large === "roles" ? most : 3);
  return {
    actions: random.some(vocabulary.patterns, 1, vocabulary.large === "actions" ? most : 3),
    ...(roles.length > 0 ? { roles } : {}),
    ...(derivedRoles.length > 0 ? { derivedRoles } : {}),
    ...outcome(generator, { ...context, readsRuntime: vocabulary.runtimeIsUsed }),
  };
}

function principalDocuments(generator: Generator): PolicyDocument[] {
  const { vocabulary, random } = generator;
  return random
    .some(vocabulary.principals, 0, 2)
    .flatMap((principal) =>
      coveredScopes(generator).map(({ scope, permission }): PolicyDocument => {
        const { expressions, context } = generateExpressions(generator);
        const { set, kinds } = vocabulary;
        const resources = random.some(["*", ...kinds, `${set}*`, `${set}:*`, `${set}?oc*`, "**"], 0, 3);
        const rules = resources.map((resource) => ({
          resource,
          actions: Array.from({ length: random.integer(1, 3) }, () => ({
            action: random.pick(vocabulary.patterns),
            ...outcome(generator, { ...context, readsRuntime: false }),
          })),
        }));
        return {
          apiVersion: "api.cerbos.dev/v1",
          principalPolicy: {
            principal,
            version: random.chance(0.85) ? "default" : "v2",
            ...placement(scope, permission),
            ...expressions,
            rules,
          },
        };
      }),
    )
    .filter(hasRootOfItsVersion);
}

/** A scoped principal policy needs the policies above it in the same version. */
function hasRootOfItsVersion({ principalPolicy }: PolicyDocument, _: number, all: PolicyDocument[]): boolean {
  if (principalPolicy?.scope === undefined) return true;
  const segments = principalPolicy.scope.split(".");
  return segments.every((_segment, index) =>
    all.some(
      ({ principalPolicy: other }) =>
        other?.principal === principalPolicy.principal &&
        other.version === principalPolicy.version &&
        (other.scope ?? "") === segments.slice(0, index).join("."),
    ),
  );
}

function roleDocuments(generator: Generator): PolicyDocument[] {
  const { vocabulary, random } = generator;
  if (!vocabulary.hasDenials || random.chance(0.4)) return [];
  return vocabulary.scopes.flatMap(({ scope, permission }) =>
    restrictedRoles(random, vocabulary, scope, permission).map(
      (role): PolicyDocument => ({
        apiVersion: "api.cerbos.dev/v1",
        rolePolicy: {
          role,
          version: "default",
          ...placement(scope, "override"),
          parentRoles: random.some(
            vocabulary.roles.filter((other) => other !== role),
            0,
            2,
          ),
          rules: roleRules(generator),
        },
      }),
    ),
  );
}

// 0.51 counts a role policy as one without scope permissions. In a scope that requires consent it must therefore be
// the first file, which 0.51 does not look at, and the only one.
function restrictedRoles(
  random: Random,
  { roles }: Vocabulary,
  scope: string,
  permission: ScopePermission,
): readonly string[] {
  const chosen = random.some(roles.slice(0, 3), 0, 2);
  if (permission === "override") return chosen;
  return scope === "" ? [] : chosen.slice(0, 1);
}

// One rule when it has a condition: 0.51 confuses the n-th rules of different resources, and rules with patterns that
// match each other's text.
function roleRules(generator: Generator): RoleRuleBody[] {
  const { vocabulary, random } = generator;
  const patterns = random.some([...vocabulary.kinds, "*", `${vocabulary.set}*`, `${vocabulary.set}_*`], 0, 3);
  const conditional = random.chance(0.5);
  const context = withoutNames(vocabulary);
  const [first] = patterns;
  if (conditional && first !== undefined) {
    const allowActions = random.some(vocabulary.patterns, 1, 6);
    return [
      {
        resource: first,
        allowActions,
        ...optionalCondition(generator, { ...context, readsRuntime: false }, 0.8),
      },
    ];
  }
  return patterns.map((resource) => ({ resource, allowActions: random.some(vocabulary.patterns, 1, 6) }));
}

function outcome(generator: Generator, context: ExpressionContext): Outcome {
  const { vocabulary, random } = generator;
  const named = random.chance(0.4);
  if (named) generator.nextName += 1;
  return {
    ...(named ? { name: `n${generator.nextName}` } : {}),
    effect: vocabulary.hasDenials && random.chance(0.35) ? "EFFECT_DENY" : "EFFECT_ALLOW",
    ...optionalCondition(generator, context, 0.6),
    ...optionalOutput(random, context),
  };
}

function optionalCondition(
  { random }: Generator,
  context: ExpressionContext,
  probability: number,
): { condition?: { match: GeneratedMatch } } {
  return random.chance(probability) ? { condition: { match: generateMatch(random, context) } } : {};
}

function optionalOutput(random: Random, context: ExpressionContext): Pick<Outcome, "output"> {
  if (random.chance(0.65)) return {};
  const activated = { ruleActivated: generateOutput(random, context) };
  const notMet = { conditionNotMet: generateOutput(random, context) };
  return { output: { when: random.pick<OutputBody>([activated, notMet, { ...activated, ...notMet }]) } };
}

function generateExpressions(generator: Generator): { expressions: Expressions; context: ExpressionContext } {
  const { vocabulary, random, exports } = generator;
  const base = withoutNames(vocabulary);
  if (random.chance(0.3)) return { expressions: {}, context: base };
  const constants = { word: random.pick(["ops", "live", 3, true]), list: ["red"] };
  const named = {
    ...base,
    constants: [...Object.keys(constants), ...(exports ? ["label", "limit", "colors"] : [])],
  };
  const variables = {
    risky: generateBoolean(random, named, 1),
    both: `V.risky || (${generateBoolean(random, named, 0)})`,
    sound: "has(R.attr.public) && has(P.attr.admin)",
    label: '"%s of %s".format([P.id, R.kind])',
  };
  return {
    expressions: {
      variables: { ...(exports ? { import: [`${vocabulary.set}vars`] } : {}), local: variables },
      constants: { ...(exports ? { import: [`${vocabulary.set}consts`] } : {}), local: constants },
    },
    context: {
      ...named,
      riskyVariables: ["risky", "both", ...(exports ? ["shared"] : [])],
      soundVariables: ["sound", "label", ...(exports ? ["settled"] : [])],
    },
  };
}

function withoutNames(vocabulary: Vocabulary): ExpressionContext {
  return { vocabulary, soundVariables: [], riskyVariables: [], constants: [], readsRuntime: false };
}

// Scopes that override leave the permission out: 0.51 would see a conflict with derived roles and role policies.
function placement(
  scope: string,
  permission: ScopePermission,
): { scope?: string; scopePermissions?: string } {
  return {
    ...(scope === "" ? {} : { scope }),
    ...(permission === "require-consent"
      ? { scopePermissions: "SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS" }
      : {}),
  };
}

/** Makes the schemas that the policies of a set refer to. */
export function generateSchemas(random: Random, { set }: Vocabulary): { path: string; text: string }[] {
  return [
    { path: `_schemas/${set}/principal.json`, text: JSON.stringify(generatePrincipalSchema(random)) },
    { path: `_schemas/${set}/resource.json`, text: JSON.stringify(generateResourceSchema(random)) },
  ];
}

/** Actions of the vocabulary, for a request. */
export function requestedAction(random: Random, { actions }: Vocabulary): string {
  return random.chance(0.05) ? "unheard-of" : random.pick(actions);
}
