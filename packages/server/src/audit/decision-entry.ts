import type { JsonObject } from "@orthrus/protocol";
import type { AnsweredQuestion } from "../service/answered-question.ts";
import type { EntryContext } from "./access-entry.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { checkMember } from "./check-member.ts";
import { planMember } from "./plan-member.ts";
import { peerOf, type RecordedCall } from "./recorded-call.ts";

/** Sources of the policies that took part, by policy key. */
export type EffectivePolicies = ReadonlyMap<string, JsonObject>;

/** A decision, and what the engine said of it. */
export interface MadeDecision {
  readonly question: AnsweredQuestion;
  readonly effectivePolicies: EffectivePolicies;
  readonly at: Date;
}

/** Writes the entry of a decision: a `cerbos.audit.v1.DecisionLogEntry`. */
export function decisionEntry(
  { question, effectivePolicies, at }: MadeDecision,
  call: RecordedCall,
  { metadata, policySource, annotations }: EntryContext,
): AuditEntry {
  const sources = [...effectivePolicies].map(([key, attributes]) => [key, { attributes }] as const);
  const json = JSON.stringify({
    callId: call.callId,
    timestamp: at.toISOString(),
    peer: peerOf(call),
    ...(question.kind === "check"
      ? { checkResources: checkMember(question) }
      : { planResources: planMember(question) }),
    metadata,
    auditTrail: sources.length > 0 ? { effectivePolicies: Object.fromEntries(sources) } : {},
    policySource,
    requestContext: annotations && { annotations },
  });
  return { kind: "decision", callId: call.callId, json };
}
