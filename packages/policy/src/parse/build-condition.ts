import type { SourceCondition, SourceMatch, SourceOutput } from "../model/policy.ts";
import type { DecodedMessage } from "./decoded-message.ts";
import { fieldOf, located, messageOf, messagesOf } from "./message-fields.ts";

/** Reads the `condition` of a rule or derived role. */
export function buildCondition(owner: DecodedMessage): SourceCondition | undefined {
  const condition = messageOf(owner, "condition");
  const field = fieldOf(owner, "condition");
  if (condition === undefined || field === undefined) return undefined;
  const match = messageOf(condition, "match");
  return match === undefined
    ? { kind: "script", span: field.span }
    : { kind: "match", match: buildMatch(match) };
}

function buildMatch(match: DecodedMessage): SourceMatch {
  for (const kind of ["all", "any", "none"] as const) {
    const list = messageOf(match, kind);
    if (list !== undefined) return { kind, of: messagesOf(list, "of").map(buildMatch) };
  }
  const expression = located(match, "expr");
  return { kind: "expression", text: expression?.value ?? "", span: expression?.span ?? match.span };
}

/** Reads the `output` of a rule. */
export function buildOutput(owner: DecodedMessage): SourceOutput | undefined {
  const output = messageOf(owner, "output");
  const field = fieldOf(owner, "output");
  if (output === undefined || field === undefined) return undefined;
  const when = messageOf(output, "when");
  return {
    span: field.span,
    expression: located(output, "expr"),
    ruleActivated: located(when, "ruleActivated"),
    conditionNotMet: located(when, "conditionNotMet"),
  };
}
