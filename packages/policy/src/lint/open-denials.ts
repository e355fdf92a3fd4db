import { importedDerivedRoles } from "../compile/policy-index.ts";
import type {
  DerivedRoles,
  Policy,
  PrincipalPolicy,
  ResourcePolicy,
  SourceCondition,
} from "../model/policy.ts";
import { resourcePolicyKey } from "../model/policy-key.ts";
import type { Located } from "../model/span.ts";
import { type AttributePath, isOnTheWay, pathText } from "./attribute-path.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";
import { pathsNamed } from "./named-paths.ts";
import { ANSWERS, type Assumption, matchOutcomes } from "./outcomes.ts";
import {
  conditionExpressions,
  namesUsedBy,
  type PolicyWithConditions,
  variablesOf,
} from "./policy-expressions.ts";
import { attributeSchemas, type IsRequired } from "./schema-attributes.ts";

/**
 * DENY rules that let through a request that lacks an attribute: reading it fails, and a condition that fails does not
 * hold, be it that of the rule or that of a derived role it is about.
 */
export function openDenials(policy: Policy, context: LintContext): readonly LintFinding[] {
  switch (policy.kind) {
    case "resource":
      return openResourceRules(policy, context);
    case "principal":
      return openPrincipalRules(policy, context);
    case "role":
    case "derived-roles":
    case "export-variables":
    case "export-constants":
      return [];
  }
}

function openResourceRules(policy: ResourcePolicy, context: LintContext): readonly LintFinding[] {
  const sets = policy.importDerivedRoles.flatMap(
    ({ value }) => importedDerivedRoles(context.index, value) ?? [],
  );
  return policy.rules.flatMap((rule) => {
    if (rule.effect !== "deny") return [];
    const schemas = attributeSchemas(policy, context);
    const isRequired = schemas.required(rule.actions);
    const isIgnored = (path: AttributePath): boolean => schemas.isIgnored(path, rule.actions);
    const isForAll = rule.roles.includes("*");
    return [
      ...openCondition({ policy, condition: rule.condition, isRequired, isIgnored }, context),
      ...(isForAll ? [] : rule.derivedRoles).flatMap((role) =>
        openDerivedRole(policy, { role, sets, isRequired, isIgnored }, context),
      ),
    ];
  });
}

/** The schemas of a resource policy hold for denials of principal policies, too, where they name its kind. */
function openPrincipalRules(policy: PrincipalPolicy, context: LintContext): readonly LintFinding[] {
  return policy.rules.flatMap(({ resource, actions }) => {
    const about = context.index.byKey.get(resourcePolicyKey(resource, policy.version, ""));
    const schemas = about?.kind === "resource" ? attributeSchemas(about, context) : undefined;
    return actions.flatMap(({ action, effect, condition }) => {
      if (effect !== "deny") return [];
      const isRequired = schemas?.required([action]) ?? (() => false);
      const isIgnored = (path: AttributePath): boolean => schemas?.isIgnored(path, [action]) ?? false;
      return openCondition({ policy, condition, isRequired, isIgnored }, context);
    });
  });
}

/** A condition with the names it can use, and what requests are sure to have. */
interface Denial {
  readonly policy: PolicyWithConditions;
  readonly condition: SourceCondition | undefined;
  readonly isRequired: IsRequired;
  /** The schema requires it, but not of requests about these actions. */
  readonly isIgnored: IsRequired;
}

function openCondition(denial: Denial, context: LintContext): readonly LintFinding[] {
  return openings(denial, context).map(({ value: paths, span }) => {
    const message = `DENY does not apply to a request without ${listed(paths)}: its condition fails, and then nothing is denied`;
    return lintFinding(
      "lint/deny-can-fail-open",
      message,
      { ...denial.policy, span },
      hintFor(paths, denial),
    );
  });
}

interface DeniedRole {
  readonly role: Located<string>;
  readonly sets: readonly DerivedRoles[];
  readonly isRequired: IsRequired;
  /** The schema requires it, but not of requests about these actions. */
  readonly isIgnored: IsRequired;
}

function openDerivedRole(
  policy: ResourcePolicy,
  { role, sets, ...known }: DeniedRole,
  context: LintContext,
): readonly LintFinding[] {
  return sets.flatMap((set) =>
    set.definitions
      .filter(({ name }) => name === role.value)
      .flatMap(({ condition }) => {
        const paths = openings({ policy: set, condition, ...known }, context).flatMap(({ value }) => value);
        if (paths.length === 0) return [];
        const message = `DENY does not apply to a request without ${listed(paths)}: the condition of derived role \`${role.value}\` fails, and then nobody has it`;
        return [
          lintFinding(
            "lint/deny-can-fail-open",
            message,
            { ...policy, span: role.span },
            hintFor(paths, known),
          ),
        ];
      }),
  );
}

function listed(paths: readonly AttributePath[]): string {
  return paths.map((path) => `\`${pathText(path)}\``).join(", ");
}

function hintFor(paths: readonly AttributePath[], { isIgnored }: Pick<Denial, "isIgnored">): string {
  const [first] = paths;
  const example = first === undefined ? "" : `, such as \`${presenceText(first)} || …\``;
  const schema = paths.some(isIgnored)
    ? "or take the action out of `ignoreWhen`, which keeps the schema from requiring it"
    : "or require it in the schema";
  return `say what a missing one means${example}, ${schema}`;
}

/** `has` cannot ask about names in brackets. */
function presenceText(path: AttributePath): string {
  const text = pathText(path);
  const name = path.names.at(-1) ?? "";
  if (!text.endsWith("]")) return `!has(${text})`;
  return `!(${JSON.stringify(name)} in ${text.slice(0, -JSON.stringify(name).length - 2)})`;
}

/** The attributes whose absence makes a condition fail, by the expression that reads them. */
function openings(
  { policy, condition, isRequired }: Denial,
  context: LintContext,
): readonly Located<readonly AttributePath[]>[] {
  if (condition?.kind !== "match") return [];
  const { match } = condition;
  const { parse } = context;
  const variables = variablesOf(policy, context.index);
  const open: AttributePath[] = [];
  const assume = (absent: AttributePath): Assumption => ({
    absent,
    unknown: ANSWERS,
    variables: (name) => parse(variables.get(name)?.value ?? ""),
    parse,
  });
  return conditionExpressions(condition).flatMap(({ value: text, span }) => {
    const names = namesUsedBy([text], policy, context).variables;
    const texts = [text, ...[...names].flatMap((name) => variables.get(name)?.value ?? [])];
    const found = texts
      .flatMap((it) => pathsNamed(parse(it)))
      .filter((path) => {
        if (isRequired(path) || open.some((known) => isOnTheWay(known, path))) return false;
        const assumption = assume(path);
        const isOpen =
          matchOutcomes({ kind: "expression", text, span }, assumption).has("fails") &&
          matchOutcomes(match, assumption).has("fails");
        if (isOpen) open.push(path);
        return isOpen;
      });
    return found.length === 0 ? [] : [{ value: found, span }];
  });
}
