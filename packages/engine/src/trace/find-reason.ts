import type { ActionDecision } from "@orthrus/protocol";
import type { Chains, ProgramInput } from "../check/build-program.ts";
import type { PassTrace, Reason } from "./explanation.ts";
import { type MetRule, metRules, nearestRules } from "./nearest-rule.ts";
import { allowedBy, consentMissing, deniedBy, notAllowedBy } from "./reasons.ts";
import { noPolicyReason, noRuleReason } from "./unanswered.ts";

/** All that is known about a decision whose policies were asked. */
export interface Findings {
  readonly input: ProgramInput;
  readonly chains: Chains;
  readonly action: string;
  readonly decision: ActionDecision;
  readonly passes: readonly PassTrace[];
  /** The way that gave the answer; absent when none did. */
  readonly answering: PassTrace | undefined;
  readonly hasFailed: boolean;
}

/** Picks what to look at first. */
export function findReason(findings: Findings): Reason {
  const { answering, decision, hasFailed } = findings;
  if (answering === undefined) return unansweredReason(findings);
  const rules = metRules([answering]).filter(({ scope }) => scope === answering.scopes.at(-1));
  const allowing = rules.find(({ rule }) => rule.effect === "allow" && rule.outcome === "applies");
  if (decision.effect === "allow" && allowing) return allowedBy(allowing);
  const denying = rules.find(({ rule }) => rule.denies);
  return denying ? deniedBy(denying, hasFailed) : unansweredReason(findings);
}

/** Nobody allowed it and nobody denied it, which is a denial. */
function unansweredReason({ input, chains, action, passes }: Findings): Reason {
  const rules = metRules(passes);
  const [nearest] = nearestRules(rules);
  const alone = rules.find(isAllowedAlone);
  if (alone) return consentMissing(alone, causeBehind(alone, rules));
  if (nearest) return notAllowedBy(nearest);
  return chains.resource.exists ? noRuleReason(input, chains, action) : noPolicyReason(input);
}

function isAllowedAlone({ scope, rule }: MetRule): boolean {
  return scope.needsConsent && rule.effect === "allow" && rule.outcome === "applies" && !rule.isRestriction;
}

/** The nearest rule of the scopes whose consent is missing. */
function causeBehind({ pass, scope }: MetRule, rules: readonly MetRule[]): Reason | undefined {
  const place = pass.scopes.indexOf(scope);
  const behind = rules.filter((met) => met.pass === pass && pass.scopes.indexOf(met.scope) > place);
  const [nearest] = nearestRules(behind);
  return nearest && notAllowedBy(nearest);
}
