import {
  type AccessEvaluations,
  callOfEvaluation,
  callOfEvaluations,
} from "../authzen/decode-evaluations.ts";
import { ACCESS_EVALUATION, ACCESS_EVALUATIONS } from "../authzen/evaluation-messages.ts";
import type { CheckResourcesCall } from "../calls.ts";
import { readMessageBytes } from "./read-message.ts";

/**
 * Decodes the protobuf form of an AuthZEN evaluation request as the call it means.
 *
 * Throws: `protocol/malformed-message`, and as `decodeAccessEvaluation`.
 */
export function decodeAccessEvaluationMessage(bytes: Uint8Array): CheckResourcesCall {
  return callOfEvaluation(readMessageBytes(bytes, ACCESS_EVALUATION));
}

/**
 * Decodes the protobuf form of an AuthZEN evaluations request, with the result of `decodeAccessEvaluations`.
 *
 * Throws: `protocol/malformed-message`, and as `decodeAccessEvaluations`.
 */
export function decodeAccessEvaluationsMessage(bytes: Uint8Array): CheckResourcesCall | AccessEvaluations {
  return callOfEvaluations(readMessageBytes(bytes, ACCESS_EVALUATIONS));
}
