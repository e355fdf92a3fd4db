import type { CheckResourcesCall } from "../calls.ts";
import { WireError } from "../errors.ts";
import { invalidRequest } from "../invalid-request.ts";
import { readMessage } from "../json-message.ts";
import type { JsonMessage, MessageType } from "../message-type.ts";
import { validateMessage } from "../validate-message.ts";
import { checkCallOf, type EvaluationParts } from "./check-call-of.ts";
import { ACCESS_EVALUATION, ACCESS_EVALUATIONS } from "./evaluation-messages.ts";

/** Several AuthZEN questions. */
export interface AccessEvaluations {
  /** In request order; a question that cannot be asked is the reason why. */
  readonly questions: readonly (CheckResourcesCall | WireError)[];
  /** The answer after which no more are wanted. */
  readonly stopAfter: "permit" | "deny" | undefined;
}

/**
 * Decodes an AuthZEN evaluation request as the call it means.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 * Source: OpenID AuthZEN Authorization API 1.0, section 5.
 */
export function decodeAccessEvaluation(text: string): CheckResourcesCall {
  return callOfEvaluation(readMessage(text, ACCESS_EVALUATION));
}

/**
 * Decodes an AuthZEN evaluations request. One without evaluations is a single question and comes back as its call.
 *
 * Throws: as `decodeAccessEvaluation`, for what is wrong with the request as a whole.
 * Source: OpenID AuthZEN Authorization API 1.0, section 6.
 */
export function decodeAccessEvaluations(text: string): CheckResourcesCall | AccessEvaluations {
  return callOfEvaluations(readMessage(text, ACCESS_EVALUATIONS));
}

/** The call that an evaluation request means, however it was sent. */
export function callOfEvaluation(message: JsonMessage): CheckResourcesCall {
  return checkCallOf(valid(message, ACCESS_EVALUATION) as unknown as EvaluationParts);
}

/** What an evaluations request means, however it was sent. */
export function callOfEvaluations(message: JsonMessage): CheckResourcesCall | AccessEvaluations {
  const batch: Batch = valid(message, ACCESS_EVALUATIONS);
  const { subject, resource, action, context, evaluations = [], options } = batch;
  if (evaluations.length === 0) return callOfEvaluation(message);
  const defaults = { subject, resource, action, context };
  const includeMeta = context?.["cerbos.includeMeta"] === true;
  const questions = evaluations.map((evaluation) => question({ ...defaults, ...evaluation }, includeMeta));
  return { questions, stopAfter: STOPS[options?.evaluationsSemantic ?? ""] };
}

type Parts = { readonly [Part in keyof EvaluationParts]?: EvaluationParts[Part] | undefined };

interface Batch extends Parts {
  readonly evaluations?: readonly Parts[];
  readonly options?: { readonly evaluationsSemantic?: keyof typeof STOPS };
}

const STOPS = {
  "": undefined,
  execute_all: undefined,
  deny_on_first_deny: "deny",
  permit_on_first_permit: "permit",
} as const;

function valid(message: JsonMessage, type: MessageType): JsonMessage {
  const violations = validateMessage(message, type);
  if (violations.length > 0) throw invalidRequest(violations);
  return message;
}

function question(parts: Parts, includeMeta: boolean): CheckResourcesCall | WireError {
  try {
    const { subject, resource, action, context } = parts;
    if (!subject || !resource || !action)
      throw invalidRequest(validateMessage({ ...parts }, ACCESS_EVALUATION));
    return { ...checkCallOf({ subject, resource, action, ...(context && { context }) }), includeMeta };
  } catch (failure) {
    if (failure instanceof WireError) return failure;
    throw failure;
  }
}
