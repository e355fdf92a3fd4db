import type { DerivedRoles, Policy, PrincipalPolicy, ResourcePolicy } from "../model/policy.ts";
import { lineColumnText, type Span } from "../model/span.ts";
import type { SourceText } from "../source/source-text.ts";
import type { ReadProblem, ReadProblemCode, Report } from "./read-problem.ts";

/**
 * Checks what the shape of a policy cannot say: rules without roles, repeated names.
 *
 * Reports: `policy/rule-without-roles`, `policy/duplicate-rule`, `policy/unsupported-field`.
 */
export function checkPolicy(policy: Policy, report: Report): void {
  switch (policy.kind) {
    case "resource":
      checkResourceRules(policy, report);
      break;
    case "principal":
      checkPrincipalRules(policy, report);
      break;
    case "derived-roles":
      checkDefinitions(policy, report);
      break;
    case "export-variables":
      refuseTopLevelVariables(policy, "variables", report);
      break;
    case "export-constants":
      refuseTopLevelVariables(policy, "constants", report);
      break;
    case "role":
      break;
  }
}

function checkResourceRules(policy: ResourcePolicy, report: Report): void {
  const names = new FirstUses(policy.source);
  for (const [index, rule] of policy.rules.entries()) {
    const number = index + 1;
    if (rule.roles.length === 0 && rule.derivedRoles.length === 0) {
      const name = rule.name === "" ? `#${number}` : rule.name;
      const message = `rule ${name} does not specify any roles or derived roles to match`;
      report(problem("policy/rule-without-roles", message, rule.span, "add `roles` or `derivedRoles`"));
    }
    const first = names.previous(rule.name, number, rule.span);
    if (first === undefined) continue;
    const message = `duplicate rule name "${rule.name}": rule #${number} has the same name as rule #${first.number} defined at ${first.place}`;
    report(problem("policy/duplicate-rule", message, rule.span, RENAME));
  }
}

/** Names are what traces, outputs and coverage know rules by. */
const RENAME = "rename or remove one of the two";

function checkPrincipalRules(policy: PrincipalPolicy, report: Report): void {
  const resources = new FirstUses(policy.source);
  for (const [index, rule] of policy.rules.entries()) {
    const number = index + 1;
    const first = resources.previous(rule.resource, number, rule.span);
    if (first !== undefined) {
      const message = `duplicate resource "${rule.resource}" at rule #${number}: previous definition in rule #${first.number} at ${first.place}`;
      const hint = `put its actions below rule #${first.number}`;
      report(problem("policy/duplicate-rule", message, rule.span, hint));
    }
    checkActionNames(policy, rule, report);
  }
}

function checkActionNames(
  policy: PrincipalPolicy,
  rule: PrincipalPolicy["rules"][number],
  report: Report,
): void {
  const names = new FirstUses(policy.source);
  for (const [index, action] of rule.actions.entries()) {
    const number = index + 1;
    const first = names.previous(action.name, number, action.span);
    if (first === undefined) continue;
    const message = `duplicate action rule name "${action.name}": action rule #${number} for resource "${rule.resource}" has the same name as action rule #${first.number} defined at ${first.place}`;
    report(problem("policy/duplicate-rule", message, action.span, RENAME));
  }
}

function checkDefinitions(policy: DerivedRoles, report: Report): void {
  const names = new FirstUses(policy.source);
  for (const [index, definition] of policy.definitions.entries()) {
    const number = index + 1;
    const first = names.previous(definition.name, number, definition.span);
    if (first === undefined) continue;
    const message = `duplicate derived role definition "${definition.name}": definition #${number} has the same name as definition #${first.number} at ${first.place}`;
    report(problem("policy/duplicate-rule", message, definition.span, RENAME));
  }
}

function refuseTopLevelVariables(policy: Policy, kind: "variables" | "constants", report: Report): void {
  if (policy.topLevelVariables.size === 0) return;
  const message = `export ${kind} policies do not support the deprecated top-level variables field`;
  const hint = "move them to `definitions`";
  report(problem("policy/unsupported-field", message, policy.topLevelVariablesSpan ?? policy.span, hint));
}

/** Remembers where each name was used first; the empty name is no name. */
class FirstUses {
  readonly #source: SourceText;
  readonly #uses = new Map<string, { readonly number: number; readonly place: string }>();

  constructor(source: SourceText) {
    this.#source = source;
  }

  previous(
    name: string,
    number: number,
    span: Span,
  ): { readonly number: number; readonly place: string } | undefined {
    if (name === "") return undefined;
    const first = this.#uses.get(name);
    if (first === undefined)
      this.#uses.set(name, { number, place: lineColumnText(this.#source, span.start) });
    return first;
  }
}

function problem(code: ReadProblemCode, message: string, at: Span, hint?: string): ReadProblem {
  return { code, message, kind: "static", at, ...(hint === undefined ? {} : { hint }) };
}
