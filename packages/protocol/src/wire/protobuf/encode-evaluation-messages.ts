import type { Json } from "../../json.ts";
import { type AccessDecision, authzenMetadata } from "../authzen/encode-evaluations.ts";
import {
  type ByteWriter,
  bytesTag,
  closeMessage,
  numberTag,
  openMessage,
  startWriting,
  writeNumber,
  writeText,
  written,
} from "./byte-writer.ts";
import { writeValues } from "./write-value.ts";

/** Writes the protobuf form of an AuthZEN evaluation response; the decision is always there. */
export function encodeAccessDecisionMessage(decision: AccessDecision): Uint8Array {
  const writer = startWriting(64);
  writeDecision(writer, decision);
  return written(writer);
}

/** Writes the protobuf form of an AuthZEN evaluations response. */
export function encodeAccessDecisionsMessage(decisions: readonly AccessDecision[]): Uint8Array {
  const writer = startWriting(64 * (decisions.length + 1));
  for (const decision of decisions) {
    const start = openMessage(writer, bytesTag(1));
    writeDecision(writer, decision);
    closeMessage(writer, start);
  }
  return written(writer);
}

function writeDecision(writer: ByteWriter, { isPermitted, context = {} }: AccessDecision): void {
  writeNumber(writer, numberTag(1), isPermitted ? 1 : 0);
  writeValues(writer, bytesTag(2), context as Readonly<Record<string, Json>>);
}

/**
 * Writes the protobuf form of the AuthZEN metadata of a decision point.
 *
 * Shape: as `encodeAuthzenMetadata`.
 */
export function encodeAuthzenMetadataMessage(baseUrl: string): Uint8Array {
  const metadata = authzenMetadata(baseUrl);
  const writer = startWriting(256);
  writeText(writer, bytesTag(1), metadata.policy_decision_point);
  writeText(writer, bytesTag(2), metadata.access_evaluation_endpoint);
  writeText(writer, bytesTag(3), metadata.access_evaluations_endpoint);
  return written(writer);
}
