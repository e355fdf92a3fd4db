// One table, with the types of its rows; so it is longer than other files.

/** One deliberate difference between Orthrus and the reference binary, Cerbos 0.51. */
export interface KnownDifference {
  /** Stable; comparison runs name it when they explain an answer. */
  readonly id: KnownDifferenceId;
  readonly title: string;
  readonly area: DifferenceArea;
  /** What Cerbos 0.51 does. */
  readonly reference: string;
  readonly orthrus: string;
  readonly why: string;
  /** How a comparison run tells this difference from a defect. */
  readonly recognisedBy: string;
}

export type DifferenceArea =
  | "decisions"
  | "plans"
  | "conditions"
  | "outputs"
  | "policies"
  | "administration"
  | "grpc";

export type KnownDifferenceId =
  | "action-order"
  | "condition-cache"
  | "derived-role-leak"
  | "not-covered-by-role-policy"
  | "parent-role-order"
  | "plan-consent"
  | "plan-failure"
  | "plan-kinds"
  | "plan-membership"
  | "plan-missing"
  | "plan-role-restriction"
  | "plan-override"
  | "plan-principal-denial"
  | "plan-only-denials"
  | "plan-provided-presence"
  | "plan-presence"
  | "plan-map-order"
  | "plan-known-failure"
  | "plan-names"
  | "plan-no-match"
  | "plan-variable-presence"
  | "plan-whole-variables"
  | "plan-principal-version"
  | "plan-role-denial"
  | "plan-role-scope"
  | "plan-text"
  | "role-globs"
  | "allow-action-globs"
  | "allow-action-overlap"
  | "undefined-variable"
  | "growing-values"
  | "opaque-variable"
  | "list-membership"
  | "newer-functions"
  | "inferred-types"
  | "message-construction"
  | "numeric-keys"
  | "error-words"
  | "format-of-integers"
  | "empty-hierarchies"
  | "inactive-derived-role-output"
  | "output-order"
  | "output-error"
  | "output-infinity"
  | "scope-permission-conflict"
  | "role-policy-ancestor"
  | "trailing-document-marker"
  | "merge-keys"
  | "quotes-in-flow-collections"
  | "literal-validation"
  | "empty-output"
  | "text-encoding"
  | "role-policy-fields"
  | "validation-words"
  | "admin-authentication"
  | "admin-writes"
  | "admin-reload"
  | "admin-documents"
  | "admin-hash"
  | "audit-metadata"
  | "audit-store"
  | "audit-evaluations"
  | "grpc-text"
  | "grpc-evaluations"
  | "grpc-services"
  | "grpc-limits"
  | "misspelt-settings";

const sameAsNewer = "Cerbos 0.55 behaves like this.";

/**
 * Every deliberate difference in the answers to checks, plan requests and administrators. The comparison runs read it, and
 * docs/reference/compatibility.md is rendered from it.
 */
export const knownDifferences: readonly KnownDifference[] = [
  {
    id: "action-order",
    title: "Actions are decided in request order",
    area: "decisions",
    reference: "decides the actions of a request in random order",
    orthrus: "decides them in the order they were sent",
    why: `Outputs come in a stable order. ${sameAsNewer}`,
    recognisedBy: "answers are compared by action, not by position",
  },
  {
    id: "condition-cache",
    title: "Rules with equal names do not share a result",
    area: "decisions",
    reference:
      "keeps the result of a condition by rule name, so that two rules of one policy that end up with the same " +
      "name (given or generated) share the first result",
    orthrus: "keeps it by rule",
    why: "A shared result can allow what the policy denies.",
    recognisedBy: "generated rules have unique names, and a role policy with a condition has one rule",
  },
  {
    id: "derived-role-leak",
    title: "`runtime.effectiveDerivedRoles` belongs to one scope",
    area: "decisions",
    reference: "can show the derived roles of another scope when a request has several actions or roles",
    orthrus: "shows those of the scope being evaluated; none in principal policies",
    why: `The leak depends on the random order of actions and can allow too much. ${sameAsNewer}`,
    recognisedBy: "requests to sets that read `runtime` have one role, and ask for one action per resource",
  },
  {
    id: "not-covered-by-role-policy",
    title: "A role policy restricts kinds that it does not mention, everywhere",
    area: "decisions",
    reference:
      "denies an unmentioned kind only in scopes in which another policy says something about that kind and version",
    orthrus: "denies it in every scope of the role policy",
    why: `Whether a role is restricted must not depend on unrelated policies. ${sameAsNewer}`,
    recognisedBy:
      "Orthrus denies, names a role policy, and nothing else in that scope speaks about the kind and version",
  },
  {
    id: "parent-role-order",
    title: "Parent roles are considered in the order they are written",
    area: "decisions",
    reference: "considers the parent roles of a role policy in an order that differs between two starts",
    orthrus: "considers them in the order of `parentRoles`, nearest first",
    why: "The same policies name the same policy as the reason. Whether access is granted does not depend on it.",
    recognisedBy:
      "both deny, one because of a role policy and one because of a rule, and a role has several parent roles",
  },
  {
    id: "role-globs",
    title: "Role names in resource rules may be patterns",
    area: "decisions",
    reference: "takes `man*` literally; only a lone `*` is special",
    orthrus: "matches a role name that contains `*` as a pattern",
    why: sameAsNewer,
    recognisedBy: "generated role names contain no `*`",
  },
  {
    id: "allow-action-globs",
    title: "`allowActions` are always patterns",
    area: "decisions",
    reference: "matches an entry as a pattern only when it contains `*`",
    orthrus: "matches it literally and as a pattern",
    why: sameAsNewer,
    recognisedBy: "generated patterns contain `*`",
  },
  {
    id: "allow-action-overlap",
    title: "A rule of a role policy concerns the actions that its own patterns match",
    area: "decisions",
    reference:
      "often applies a conditional rule for `note:*` to the action `note:a:b` when another rule of the role policy " +
      "allows `note:**`, because the first pattern matches the text of the second",
    orthrus: "matches patterns with actions only",
    why: "The reference answers such requests at random.",
    recognisedBy: "a generated role policy with a condition has one rule",
  },
  {
    id: "plan-principal-denial",
    title: "A plan respects what the principal's own policies deny",
    area: "plans",
    reference:
      "adds the resource's policies to an unconditional denial of a principal policy, which then has no effect",
    orthrus: "gives what checks give: nothing",
    why: "A filter must not let through what a check denies.",
    recognisedBy:
      "a policy of the principal denies, and for each resource that only the reference lets through, a check denies",
  },
  {
    id: "plan-only-denials",
    title: "Denials of resource policies allow nothing",
    area: "plans",
    reference:
      "plans `o or not d` where a principal policy allows if `o` and the resource's policies only deny if `d`",
    orthrus: "plans `o`",
    why: "A filter must not let through what a check denies.",
    recognisedBy:
      "a policy of the principal allows, and for each resource that only the reference lets through, a check denies",
  },
  {
    id: "plan-override",
    title: "A scope that overrides its parents settles plans too",
    area: "plans",
    reference: "lets denials of a parent scope restrict what a child scope that overrides it allows",
    orthrus: "stops where checks stop, and names that scope",
    why: sameAsNewer,
    recognisedBy:
      "a scope of the request overrides its parents, and for each resource on which the filters differ, a check says " +
      "what Orthrus says; with several roles, Orthrus may also let through less, as the denial of a parent becomes a " +
      "conditional one, which restricts all roles",
  },
  {
    id: "plan-role-denial",
    title: "A role that is denied everything restricts itself only",
    area: "plans",
    reference:
      "lets a role that is denied conditionally and unconditionally restrict the other roles of the request as well",
    orthrus: "lets it restrict no other role",
    why: "Checks ask each role by itself.",
    recognisedBy:
      "several roles, policies that deny, and for each resource on which the filters differ, a check says what " +
      "Orthrus says",
  },
  {
    id: "plan-role-scope",
    title: "The first role that is always allowed names the scope",
    area: "plans",
    reference: "sometimes goes on to further roles, and names the scope of the last one",
    orthrus: "names the scope of the role that is always allowed",
    why: "The same request names the same scope, whatever the order of the rules.",
    recognisedBy: "several roles, the filters let through the same, and only `matchedScope` differs",
  },
  {
    id: "plan-presence",
    title: "`has()` of an unknown attribute stays in the filter",
    area: "plans",
    reference:
      "takes every attribute that it does not know for present, and in branches of a choice also every one that it knows",
    orthrus:
      "asks for `ne null` where that can only narrow the filter and for `has` elsewhere, always for `has` when " +
      "`planPresence` is `operator`, or does as the reference does when it is `compatible`",
    why: "A filter must not let through what a check denies, and every adapter can compare with null.",
    recognisedBy:
      "a condition uses `has()`, and for each resource on which the filters differ a check says what Orthrus says, or " +
      "an attribute is null",
  },
  {
    id: "plan-provided-presence",
    title: "`has()` of an attribute that the request provides is true",
    area: "plans",
    reference: "fails, unless it is joined with something unknown",
    orthrus: "evaluates it",
    why: "The attribute is there.",
    recognisedBy:
      "a condition asks for an attribute that is provided, and for each resource on which the filters differ, a check " +
      "says what Orthrus says",
  },
  {
    id: "plan-variable-presence",
    title: "`has()` of a variable asks whether it has a value",
    area: "plans",
    reference: "takes the value of the variable for the answer",
    orthrus:
      "gives true or false where that is known; refuses to plan, or assumes true when compatible, where it is not",
    why: "Checks ask for presence as well.",
    recognisedBy: "taken out of generated policies",
  },
  {
    id: "plan-whole-variables",
    title: "`V` by itself holds the variables",
    area: "plans",
    reference: "has no value for it, so that most conditions with it let nothing through",
    orthrus:
      "gives the map that a check sees where all variables are known, and refuses to plan where one is not",
    why: "Plans and checks mean the same.",
    recognisedBy: "generated conditions read variables by name; only outputs hold all of them",
  },
  {
    id: "plan-membership",
    title: "`in` of nothing, and of what is no list or map",
    area: "plans",
    reference:
      "compares for equality where the container is known and no list or map, and takes `x in []` for false below a " +
      "negation too",
    orthrus:
      "COMPAT: compares for equality only where that is the whole expression, which lets through what a check denies, " +
      "and not at all with `planPresence: operator` or strict evaluation; " +
      "drops it elsewhere, as it fails in every check; keeps the latter, which fails where `x` is missing",
    why: "A filter must not let through what a check denies.",
    recognisedBy:
      "a condition asks for `in []` or `in P.attr.…`, and for each resource on which the filters differ, a check says " +
      "what Orthrus says",
  },
  {
    id: "plan-kinds",
    title: "Operators on kinds of values that never go together",
    area: "plans",
    reference:
      "keeps `R.attr.amount + 1`, `R.attr.at < timestamp(…)` and `R.attr.code == b'7'`, which no value of an attribute " +
      "meets: its numbers are doubles, and it is never a timestamp or bytes",
    orthrus: "drops them, and says bytes as `(base64.decode …)`",
    why: "An adapter would add, compare and equate what checks do not.",
    recognisedBy:
      "a condition has one of these forms, and for each resource on which the filters differ, a check says what Orthrus " +
      "says",
  },
  {
    id: "plan-missing",
    title: "COMPAT: what a filter cannot evaluate does not come through",
    area: "plans",
    reference: "does the same",
    orthrus:
      "lets through less than a check where an expression below `none`, `!` or a denial cannot be evaluated: a check " +
      "counts the failed expression as false, a filter fails as a whole",
    why: "Databases work like this.",
    recognisedBy: "the laws about plans: the filter cannot be evaluated for the resource",
  },
  {
    id: "plan-role-restriction",
    title: "COMPAT: a denial that depends on the resource restricts all roles",
    area: "plans",
    reference: "does the same",
    orthrus: "lets through less than a check, which asks each role by itself",
    why: "The same filter as the reference; a narrower one is safe.",
    recognisedBy:
      "the laws about plans: for each action, the filter for one of the roles alone lets the resource through",
  },
  {
    id: "plan-consent",
    title: "COMPAT: what a scope asks its parents' consent for must hold there as well",
    area: "plans",
    reference: "does the same",
    orthrus:
      "lets through less than a check where an allowance in a scope that requires consent depends on the resource: a " +
      "check goes on to the parents without it",
    why: "The same filter as the reference; a narrower one is safe.",
    recognisedBy: "the laws about plans: a scope of the request requires consent",
  },
  {
    id: "plan-map-order",
    title: "Comparisons with a looked-up value keep their direction",
    area: "plans",
    reference: "turns `P.attr.levels[R.attr.x] > 1` into the keys whose value is less than 1",
    orthrus: "gives the keys whose value is greater",
    why: "A filter must not let through what a check denies.",
    recognisedBy:
      "a condition looks up `P.attr.levels`, and for each resource on which the filters differ, a check says what " +
      "Orthrus says",
  },
  {
    id: "plan-failure",
    title: "More conditions can be planned",
    area: "plans",
    reference:
      "answers with an internal error for `cel.bind`, for most macros with two variables and for `sortBy` on something " +
      "unknown",
    orthrus: "plans them, or says which operator no filter can say",
    why: "The conditions mean something.",
    recognisedBy:
      "a condition uses `cel.bind` or an attribute of the principal that is missing or of another type, the reference " +
      "fails or panics, and Orthrus lets nothing through that a check denies",
  },
  {
    id: "plan-known-failure",
    title: "A condition that fails for every resource is false",
    area: "plans",
    reference:
      "keeps a comparison of something unknown with a missing attribute of the principal, and puts all attributes of " +
      "the principal into the filter; drops it when the missing attribute comes first",
    orthrus: "drops it, whatever comes first; where its place tells an error from false it says `(error )`",
    why: "Checks count a failure as false.",
    recognisedBy:
      "the filter of the reference reads from a map that it holds, or a condition reads an attribute of the principal " +
      "that is missing or of another type, and for each resource on which the filters differ, a check says what Orthrus " +
      "says",
  },
  {
    id: "plan-names",
    title: "Constants do not stay in filters",
    area: "plans",
    reference:
      "leaves names such as `constants.limit` and `request.principal.id` in the branches of a choice and after " +
      "something unknown in a list",
    orthrus: "fills in the value, but for names of the request after something unknown in a list",
    why: "Nobody who gets a filter knows the constants of the policy.",
    recognisedBy:
      "the filter of the reference has such a name, and for each resource that Orthrus lets through, a check allows it",
  },
  {
    id: "plan-principal-version",
    title: "`P.policyVersion` is known",
    area: "plans",
    reference: "does not show it to the conditions of plans",
    orthrus: "shows it, as in checks",
    why: "The request says it.",
    recognisedBy: "a condition reads it, and for each resource that Orthrus lets through, a check allows it",
  },
  {
    id: "plan-no-match",
    title: "`NO_MATCH` and `(false)` mean the same",
    area: "plans",
    reference:
      "prints one or the other where the rules about an action cannot hold, depending on how it combined them",
    orthrus: "prints `NO_MATCH` where the only rules are denials that cannot hold, otherwise `(false)`",
    why: "Only the text of `filterDebug` differs.",
    recognisedBy: "both plans deny everything, and only one says that a rule matched",
  },
  {
    id: "plan-text",
    title: "Filters come in the order of the policy",
    area: "plans",
    reference:
      "looks at the rules of a scope in random order, so that operands change places, are repeated or are left out " +
      "from one answer to the next",
    orthrus: "looks at them in the order they are written, and says nothing twice",
    why: "The same request gives the same filter.",
    recognisedBy:
      "operands of `and` and `or` are compared as sets; filters that still differ must let through the same of the " +
      "generated resources, and what Orthrus lets through a check must allow",
  },
  {
    id: "undefined-variable",
    title: "A variable whose expression failed is an error, not null",
    area: "conditions",
    reference: "reads it as null, so that `V.x == null` and `V.x != 1` hold",
    orthrus: "fails the expression that reads it",
    why: sameAsNewer,
    recognisedBy:
      "generated conditions read a variable that can fail only where null and an error act the same",
  },
  {
    id: "growing-values",
    title: "Texts and lists that an expression makes have a greatest length",
    area: "conditions",
    reference: "makes them as long as there is memory, and ends when there is none",
    orthrus: "fails the expression beyond ten million characters or bytes, or a million elements",
    why: "A short expression can double a value forty times; no request holds as much.",
    recognisedBy: "generated values are short",
  },
  {
    id: "opaque-variable",
    title: "A variable may hold a hierarchy, a SPIFFE ID or a type",
    area: "conditions",
    reference: "fails every expression that reads such a variable",
    orthrus: "reads it like any other value",
    why: "The language makes these values; a name for one should work.",
    recognisedBy: "generated variables hold JSON values, timestamps and durations",
  },
  {
    id: "list-membership",
    title: "`hasIntersection`, `isSubset`, `intersect` and `except` compare as `==` does",
    area: "conditions",
    reference:
      "compares by exact type once the second list has more than three elements, so that 1 and 1.0 differ",
    orthrus: "compares as `==` does, whatever the length",
    why: sameAsNewer,
    recognisedBy: "generated lists hold strings",
  },
  {
    id: "newer-functions",
    title: "Functions that came after 0.51",
    area: "conditions",
    reference:
      "rejects optional types, `sets.*`, `regex.*`, `ip`/`cidr`, `json.encode`, `existsOne`, the path functions and " +
      "`request.auxData.jwts`",
    orthrus: "accepts those that its release notes list",
    why: sameAsNewer,
    recognisedBy: "generated conditions do not use them",
  },
  {
    id: "inferred-types",
    title: "The elements of an empty, sorted or flattened list may have any type",
    area: "conditions",
    reference:
      "fixes the type of the elements by their first use, so that `[].filter(x, x != 1)` is a list of ints in the " +
      "rest of the expression",
    orthrus: "leaves them dynamic, and so accepts some expressions that the reference refuses",
    why: "Nothing that the reference accepts means anything else.",
    recognisedBy:
      "an expression with `[]`, `{}`, `sort`, `sortBy` or `flatten` that only the reference refuses",
  },
  {
    id: "message-construction",
    title: "Protobuf messages cannot be constructed",
    area: "conditions",
    reference: "accepts `google.protobuf.Struct{…}`, `google.protobuf.Timestamp{seconds: 1}` and the like",
    orthrus: "reports that the name is not a type",
    why: "Every such value has a literal or a function: `{…}`, `[…]`, `timestamp(1)`, `duration('1s')`.",
    recognisedBy: "an expression that only Orthrus refuses, with `is not a type`",
  },
  {
    id: "numeric-keys",
    title: "Equal numbers of different types are one key of a map",
    area: "conditions",
    reference: "keeps `0` and `0u` in `{0: 1, 0u: 2}` apart, and finds the int for a double",
    orthrus: "keeps the last",
    why: "Reading the map takes them for one key.",
    recognisedBy: "expressions with such a map are left out",
  },
  {
    id: "error-words",
    title: "Some messages about an expression with several mistakes are worded differently",
    area: "policies",
    reference: "shows unknown element types as `_var1`, and leaves out mistakes next to a syntax error",
    orthrus: "shows such types as `dyn`, and lists every mistake it sees",
    why: "What is refused is the same; the next step is as clear.",
    recognisedBy: "fewer than one in fifty of generated broken expressions, each of which both sides refuse",
  },
  {
    id: "format-of-integers",
    title: "`%f` and `%e` format integers",
    area: "conditions",
    reference: "gives a text such as `%!e(int64=000003)`",
    orthrus: "formats the number",
    why: "The text of the reference is a mistake nobody relies on.",
    recognisedBy: "generated expressions format doubles with them",
  },
  {
    id: "empty-hierarchies",
    title: "Two empty hierarchies have no common ancestors",
    area: "conditions",
    reference: "fails",
    orthrus: "gives the empty hierarchy",
    why: "The question has an answer.",
    recognisedBy: "not generated",
  },
  {
    id: "inactive-derived-role-output",
    title: "A rule whose derived role is inactive emits nothing",
    area: "outputs",
    reference:
      "emits nothing the first time, but `conditionNotMet` each further time the same rule is looked at for the " +
      "same derived role",
    orthrus: "emits nothing",
    why: "The condition of such a rule was never asked.",
    recognisedBy:
      "further outputs of the reference from rules that name a derived role and have `conditionNotMet`",
  },
  {
    id: "output-order",
    title: "Outputs come in the order of the policy",
    area: "outputs",
    reference: "looks at the rules of a scope in random order, and stops at the first deny",
    orthrus: "looks at them in the order they are written",
    why: "The same request gives the same outputs.",
    recognisedBy:
      "outputs are compared as multisets; where a deny may have stopped the evaluation, only by value per source",
  },
  {
    id: "output-error",
    title: "An output that fails says why",
    area: "outputs",
    reference: "sends the entry without a value, or with a placeholder text when the value has no JSON form",
    orthrus: "sends `error`",
    why: sameAsNewer,
    recognisedBy: "an entry without a value, or with the placeholder, equals an entry with an error",
  },
  {
    id: "output-infinity",
    title: "A value that JSON cannot hold fails its output only",
    area: "outputs",
    reference: "fails the whole request when an output is infinite, not a number, or text that is not UTF-8",
    orthrus: "sends `error` for such numbers, and replaces what is not UTF-8",
    why: "A decision must not depend on a hint.",
    recognisedBy: "generated outputs are finite; expressions for which the request fails are left out",
  },
  {
    id: "scope-permission-conflict",
    title: "Conflicting scope permissions are always refused",
    area: "policies",
    reference:
      "overlooks some conflicts, and then picks one of the values at every start; reports others that are none",
    orthrus: "refuses policies of one scope whose effective values differ, and nothing else",
    why: "Decisions must not differ between two starts.",
    recognisedBy: "policies of one scope are generated with one value, written in the way 0.51 accepts",
  },
  {
    id: "role-policy-ancestor",
    title: "A role policy does not replace a missing ancestor",
    area: "policies",
    reference: "accepts a scoped policy whose parent scope has a role policy only, and then never loads it",
    orthrus: "reports the missing ancestor",
    why: "A policy that is silently ignored may be the one that denies.",
    recognisedBy:
      "every scope is generated with its ancestors; where one is taken away on purpose, only Orthrus refuses, and " +
      "for nothing but the missing ancestor",
  },
  {
    id: "trailing-document-marker",
    title: "A file may end in `---`",
    area: "policies",
    reference: "crashes",
    orthrus: "reads one document",
    why: "Nothing is wrong with such a file.",
    recognisedBy: "not generated",
  },
  {
    id: "merge-keys",
    title: "YAML merge keys follow the YAML convention",
    area: "policies",
    reference: "merges lists and maps element by element, and refuses a map written in place",
    orthrus: "an explicit key replaces the merged one",
    why: sameAsNewer,
    recognisedBy: "not generated",
  },
  {
    id: "quotes-in-flow-collections",
    title: "Quoted text inside `[...]` and `{...}` is accepted",
    area: "policies",
    reference: "takes a quoted element after a comma for a broken string",
    orthrus: "accepts it",
    why: sameAsNewer,
    recognisedBy: "not generated",
  },
  {
    id: "literal-validation",
    title: "Wrong regular expressions, timestamps and durations are reported when policies are compiled",
    area: "policies",
    reference: "accepts the policy and fails the condition at run time",
    orthrus: "reports an invalid expression; for `matches(text, pattern)` it looks at the pattern",
    why: `${sameAsNewer} Its look at the wrong argument of \`matches\` is not copied.`,
    recognisedBy: "generated literals are valid",
  },
  {
    id: "empty-output",
    title: "An `output` without an expression is reported",
    area: "policies",
    reference: "accepts it",
    orthrus: "reports an empty output",
    why: sameAsNewer,
    recognisedBy: "only Orthrus refuses, and for nothing else",
  },
  {
    id: "text-encoding",
    title: "Files that are not UTF-8 are refused",
    area: "policies",
    reference: "reads every byte that says nothing as the same character",
    orthrus: "reports a load failure with its line, for policies, schemas, test suites and fixtures",
    why: "Two different names would become the same, and a rule hold for a role that it does not name.",
    recognisedBy: "compared by hand",
  },
  {
    id: "role-policy-fields",
    title: "Role policies may have variables, constants, rule names and outputs",
    area: "policies",
    reference: "reports unknown fields, and falls over a condition that names a variable or a constant",
    orthrus: "accepts them",
    why: sameAsNewer,
    recognisedBy: "only the reference refuses, because of unknown fields of a role policy",
  },
  {
    id: "validation-words",
    title: "Messages about broken rules are shorter",
    area: "policies",
    reference: "says `value must be in list [1, 2]` and `value does not match regex pattern`",
    orthrus: "says `must be one of [EFFECT_ALLOW, EFFECT_DENY]` and `does not match regex pattern`",
    why: sameAsNewer,
    recognisedBy: "comparisons of mistakes look at who refuses, comparisons of messages translate",
  },
  {
    id: "admin-authentication",
    title: "The admin API asks for credentials first",
    area: "administration",
    reference:
      "validates a request before it asks who sent it, and answers sooner when there is no such user than when the " +
      "password is wrong",
    orthrus: "answers 401 whatever else is wrong with a request, and checks a password for every user name",
    why: "Strangers learn nothing.",
    recognisedBy: "compared by hand: status 401 instead of 400",
  },
  {
    id: "admin-writes",
    title: "What cannot be written is not looked at closely",
    area: "administration",
    reference:
      "validates the policies and schemas of a write, and the `keepLast` of a purge, before it says that the store is not " +
      "mutable",
    orthrus: "validates the fields of the request around them, then says so",
    why: "The answer is a refusal either way.",
    recognisedBy: "compared by hand: status 501 instead of 400",
  },
  {
    id: "admin-reload",
    title: "A reload that was waited for tells when policies do not compile",
    area: "administration",
    reference:
      "answers 500 when files cannot be read as policies, and 200 when an expression in them does not compile",
    orthrus: "answers 500 in both cases",
    why: "In both, the policies from before stay in force.",
    recognisedBy: "compared by hand",
  },
  {
    id: "admin-documents",
    title: "The admin API shows what decisions are made from",
    area: "administration",
    reference:
      "shows policies that were read last even if they did not compile, and any file below `_schemas` as a schema",
    orthrus: "shows the policies in force, and files that end in `.json` as schemas",
    why: "What is shown is what decides.",
    recognisedBy: "compared by hand",
  },
  {
    id: "admin-hash",
    title: "`metadata.hash` of a policy is another number",
    area: "administration",
    reference:
      "hashes the fields of the message; shows a `storeIdentifier` that the author wrote in place of the real one",
    orthrus: "hashes the text of the file, and always shows the real identifier",
    why: "The number only says whether two policies are the same.",
    recognisedBy: "comparisons leave the hash out",
  },
  {
    id: "misspelt-settings",
    title: "A misspelt section of the configuration is refused",
    area: "administration",
    reference: "leaves alone every section, and every key beside a storage driver, that it does not know",
    orthrus: "refuses to start when the name is nearly that of a known one, and warns about any other",
    why: "With `sever` for `server` or `audti` for `audit` a server would start with settings that nobody chose.",
    recognisedBy: "compared by hand",
  },
  {
    id: "audit-metadata",
    title: "Audit entries have no metadata of a gateway, and cookies only by name",
    area: "administration",
    reference:
      "records `:authority`, `content-type`, `user-agent` and others of the hop between its gateway and itself for calls " +
      "over HTTP, with the secret that the two share; records `cookie` unless it is excluded",
    orthrus:
      "records the headers of the call itself, and `x-forwarded-for`, `x-forwarded-host` and `grpcgateway-user-agent` as " +
      "there; records `cookie` only where `includeMetadataKeys` names it",
    why: "There is no such hop. Whoever reads a log must not be able to act for the callers in it.",
    recognisedBy: "comparisons record only names that both have",
  },
  {
    id: "audit-store",
    title: "Audit entries can be listed at once",
    area: "administration",
    reference:
      "lists entries after `flushInterval` at the latest; fails with 500 for times before 1970 and for ids beyond all times",
    orthrus: "lists entries that were written before the call; there are none for such times and ids",
    why: "Nothing is lost with a process that is killed within that time.",
    recognisedBy: "compared by hand",
  },
  {
    id: "audit-evaluations",
    title: "Each question of a batch of AuthZEN has a decision entry of its own",
    area: "administration",
    reference: "asks questions about the same principal and resource together, and writes one entry for them",
    orthrus: "asks one question at a time, and writes an entry for each, all with the id of the call",
    why: "Two questions that agree in ids only are not the same question.",
    recognisedBy: "comparisons ask single questions",
  },
  {
    id: "grpc-text",
    title: "Text that is not UTF-8 is refused",
    area: "grpc",
    reference: "takes fields of text as they come, whatever bytes they hold",
    orthrus: "answers INTERNAL, as to all bytes that are no message",
    why: "The protobuf specification asks for it, and two texts that are shown alike must not decide differently.",
    recognisedBy: "comparisons send UTF-8",
  },
  {
    id: "grpc-evaluations",
    title: "A batch of AuthZEN may hold no evaluations",
    area: "grpc",
    reference: "refuses it, and asks for a context by default or in every evaluation",
    orthrus: "answers it as one question, with a list of one decision",
    why: "The AuthZEN specification says so, and it is answered like that over HTTP.",
    recognisedBy: "compared by hand",
  },
  {
    id: "grpc-services",
    title: "There are no services about the library",
    area: "grpc",
    reference:
      "serves `grpc.channelz.v1.Channelz` and `envoy.service.status.v3.ClientStatusDiscoveryService`, empty",
    orthrus: "does not",
    why: "They tell strangers about connections, and there is no such library.",
    recognisedBy: "compared by hand",
  },
  {
    id: "grpc-limits",
    title: "Callers that do not go on are hung up on",
    area: "grpc",
    reference: "waits for the rest of a message, and for answers to be read, as long as the connection lives",
    orthrus:
      "waits 30 seconds, keeps 64 messages of the largest size that are not whole, and takes 64 KiB of headers instead of 16 MiB",
    why: "Memory stays within bounds, whatever callers do.",
    recognisedBy: "comparisons send whole messages",
  },
];
