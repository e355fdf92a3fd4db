// biome-ignore format: one row per field
const ROWS: readonly (readonly [path: string, description: string])[] = [
  // Every document
  ["apiVersion",                  "Version of the policy format."],
  ["disabled",                    "Leaves the policy out, as if the file were not there."],
  ["description",                 "What this is for, in words."],
  ["metadata",                    "Facts about the document. They decide nothing."],
  ["metadata.sourceFile",         "Where the document came from. Set by stores."],
  ["metadata.annotations",        "Names and texts of your own, such as an owner or a ticket."],
  ["metadata.hash",               "Fingerprint of the document. Set by stores."],
  ["metadata.storeIdentifier",    "Name of the document in its store. Set by stores."],
  ["metadata.sourceAttributes",   "What the store knows of the source. Set by stores."],
  ["sourceAttributes.attributes", "Names and values."],
  ["jsonSchema",                  "Address of the schema that editors check this file against. Also spelled `$schema`."],
  ["variables",                   "Deprecated: define variables inside the policy, under `variables.local`."],

  // Kinds of policy
  ["resourcePolicy",  "Who may do what on one kind of resource."],
  ["principalPolicy", "Exceptions for one principal. They come before the rules for resources."],
  ["rolePolicy",      "All that principals of one role may do; everything else is denied to them."],
  ["derivedRoles",    "Roles that principals earn by a condition, for resource policies to import."],
  ["exportVariables", "Named expressions for other policies to import."],
  ["exportConstants", "Named values for other policies to import."],

  // What policies share
  ["version",                    "Which version of the policy this is: letters, digits and `_`. Requests that name none get `default`."],
  ["scope",                      "Dotted place in a hierarchy, such as `acme.hr`. The policy applies there and below; empty is the root."],
  ["scopePermissions",           "What allowing in this scope means: decide instead of the parent scopes, or narrow what they allow."],
  ["resourcePolicy.variables",   "Named expressions that conditions and outputs read as `V.name`."],
  ["principalPolicy.variables",  "Named expressions that conditions and outputs read as `V.name`."],
  ["rolePolicy.variables",       "Named expressions that conditions and outputs read as `V.name`."],
  ["derivedRoles.variables",     "Named expressions that conditions read as `V.name`."],
  ["constants",                  "Named values that expressions read as `C.name`."],
  ["variables.import",           "Names of `exportVariables` documents."],
  ["variables.local",            "Name to CEL expression."],
  ["constants.import",           "Names of `exportConstants` documents."],
  ["constants.local",            "Name to value: text, number, truth value, list or mapping."],
  ["exportVariables.name",       "The name other policies import this by."],
  ["exportVariables.definitions", "Name to CEL expression."],
  ["exportConstants.name",       "The name other policies import this by."],
  ["exportConstants.definitions", "Name to value: text, number, truth value, list or mapping."],

  // Resource policies
  ["resourcePolicy.resource",           "The kind of resource, as requests name it."],
  ["resourcePolicy.importDerivedRoles", "Names of `derivedRoles` documents whose roles the rules below may name."],
  ["resourcePolicy.rules",              "What is allowed and denied. Order does not matter, a deny beats an allow."],
  ["resourcePolicy.rules.actions",      "Actions the rule is about; `*` stands for any part, as in `view:*`."],
  ["resourcePolicy.rules.derivedRoles", "Derived roles the rule is for."],
  ["resourcePolicy.rules.roles",        "Roles the rule is for; `*` is every role."],
  ["schemas",                           "What attributes have to look like."],
  ["principalSchema",                   "Schema of the attributes of principals."],
  ["resourceSchema",                    "Schema of the attributes of resources."],
  ["principalSchema.ref",               "Where the schema is: `cerbos:///album.json` is `_schemas/album.json` of the store."],
  ["principalSchema.ignoreWhen",        "When attributes are not checked."],
  ["ignoreWhen.actions",                "Actions whose requests are not checked, such as `create`."],

  // Rules of every kind
  ["rules.name",           "Name of the rule, for outputs and logs."],
  ["rules.condition",      "What has to hold for the rule to apply."],
  ["effect",               "What the rule says when it applies."],
  ["output",               "What the answer carries beside the decision."],
  ["output.expr",          "Deprecated: use `when.ruleActivated`."],
  ["output.when",          "When to emit which value."],
  ["when.ruleActivated",   "CEL expression emitted when the rule applies."],
  ["when.conditionNotMet", "CEL expression emitted when all but the condition of the rule holds."],
  ["condition.match",      "An expression, or several of them combined."],
  ["condition.script",     "No longer supported: use `match`."],
  ["match.all",            "All of these have to hold."],
  ["match.any",            "At least one of these has to hold."],
  ["match.none",           "None of these may hold."],
  ["match.expr",           "CEL expression over `P` (principal), `R` (resource), `V` (variables), `C` (constants), `G` (globals)."],
  ["all.of",               "Expressions, or further combinations."],

  // Principal, role and derived-roles policies
  ["principalPolicy.principal",               "Id of the principal, as requests name it."],
  ["principalPolicy.rules",                   "One entry per kind of resource."],
  ["principalPolicy.rules.resource",          "Kind of resource; `*` stands for any part."],
  ["principalPolicy.rules.actions",           "What is allowed and denied on it."],
  ["principalPolicy.rules.actions.action",    "Name of the action; `*` stands for any part."],
  ["principalPolicy.rules.actions.condition", "What has to hold for the rule to apply."],
  ["principalPolicy.rules.actions.name",      "Name of the rule, for outputs and logs."],
  ["rolePolicy.role",                         "Name of the role."],
  ["rolePolicy.parentRoles",                  "Roles whose permissions this one narrows."],
  ["rolePolicy.rules",                        "What the role may do."],
  ["rolePolicy.rules.resource",               "Kind of resource; `*` stands for any part."],
  ["rolePolicy.rules.allowActions",           "Actions that are allowed; `*` stands for any part."],
  ["derivedRoles.name",                       "The name resource policies import this by."],
  ["derivedRoles.definitions",                "The roles."],
  ["derivedRoles.definitions.name",           "Name of the derived role."],
  ["derivedRoles.definitions.parentRoles",    "Roles a principal needs one of to earn this one; `*` is every role."],
  ["derivedRoles.definitions.condition",      "What else has to hold to earn it."],

  // Test suites
  ["name",                    "Name of the suite, in reports."],
  ["skip",                    "Does not run it; reports show it as skipped."],
  ["skipReason",              "Why it is skipped, for reports."],
  ["tests",                   "What is asked, and what is expected."],
  ["tests.name",              "Name of the test, in reports."],
  ["tests.input",             "Every principal is checked against every resource, for every action."],
  ["tests.expected",          "Which of these pairs are allowed what. Everything not named is expected to be denied."],
  ["input.actions",           "Names of actions."],
  ["input.principals",        "Names of principals, of this suite or of `testdata/principals.yaml`."],
  ["input.principalGroups",   "Names of groups of principals."],
  ["input.resources",         "Names of resources, of this suite or of `testdata/resources.yaml`."],
  ["input.resourceGroups",    "Names of groups of resources."],
  ["input.auxData",           "Name of the auxiliary data that goes with the requests."],
  ["expected.principal",      "Name of the principal; several go under `principals`."],
  ["expected.principals",     "Names of principals."],
  ["expected.principalGroups", "Names of groups of principals."],
  ["expected.resource",       "Name of the resource; several go under `resources`."],
  ["expected.resources",      "Names of resources."],
  ["expected.resourceGroups", "Names of groups of resources."],
  ["expected.actions",        "Action to effect. Actions that are left out are expected to be denied."],
  ["expected.outputs",        "Outputs that rules have to emit."],
  ["outputs.action",          "The action whose outputs these are."],
  ["outputs.expected",        "The outputs, in any order."],
  ["outputs.expected.src",    "The rule it comes from, such as `resource.album.vdefault#rule-001`."],
  ["outputs.expected.val",    "The value."],
  ["outputs.expected.action", "The action it was emitted for."],
  ["outputs.expected.error",  "The error of an output that cannot be computed."],
  ["options",                 "How requests are checked. The options of a test replace those of its suite."],
  ["options.now",             "What `now()` is in conditions, such as `2025-06-01T12:00:00Z`."],
  ["options.lenientScopeSearch", "Uses the nearest scope that has a policy when the one asked for has none."],
  ["options.globals",         "What conditions read as `G.name`."],
  ["options.defaultPolicyVersion", "Version for requests that name none."],
  ["options.defaultScope",    "Scope for requests that name none."],
  ["options.strictEvaluation", "Lets errors of conditions fail the check instead of counting as not met."],

  // Fixtures
  ["principals",                 "Who may ask, by the names that tests use."],
  ["principals.id",              "Who it is."],
  ["principals.roles",           "Roles that were assigned."],
  ["principals.attr",            "Facts about the principal, which conditions read as `P.attr.name`."],
  ["principals.policyVersion",   "Version of principal policies that applies; empty is the default version."],
  ["principals.scope",           "Scope of principal policies that applies."],
  ["principalGroups",            "Principals that tests name together."],
  ["principalGroups.principals", "Names of principals."],
  ["resources",                  "What can be asked about, by the names that tests use."],
  ["resources.id",               "Which one it is."],
  ["resources.kind",             "Its kind, as in `resourcePolicy.resource`."],
  ["resources.attr",             "Facts about the resource, which conditions read as `R.attr.name`."],
  ["resources.policyVersion",    "Version of resource policies that applies; empty is the default version."],
  ["resources.scope",            "Scope of resource policies that applies."],
  ["resourceGroups",             "Resources that tests name together."],
  ["resourceGroups.resources",   "Names of resources."],
  ["auxData",                    "What comes with a request, by the names that tests use. Nothing is verified."],
  ["auxData.jwt",                "Claims of the token, which conditions read as `request.auxData.jwt.name`."],
  ["auxData.jwts",               "Several tokens by name, instead of `jwt`."],
  ["jwts.claims",                "Claims of the token."],
];

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map(ROWS);

/** The paths that have a description, for checking that each is of use. */
export const describedPaths: readonly string[] = ROWS.map(([path]) => path);

/**
 * The row that describes a field: the longest end of its path that has one.
 *
 * Shape: `["resourcePolicy", "rules", "condition"]` → `["rules.condition", "What has to hold …"]`.
 */
export function describeField(
  path: readonly string[],
): readonly [path: string, description: string] | undefined {
  for (let from = 0; from < path.length; from++) {
    const end = path.slice(from).join(".");
    const description = DESCRIPTIONS.get(end);
    if (description !== undefined) return [end, description];
  }
  return undefined;
}
