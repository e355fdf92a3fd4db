import type { Plan, PlanOperand } from "../../plan.ts";
import type { PlanResourcesAnswer } from "../answers.ts";
import {
  type ByteWriter,
  bytesTag,
  closeMessage,
  numberTag,
  openMessage,
  openPair,
  startWriting,
  type Tag,
  writeNumber,
  writeSetText,
  writeText,
  written,
} from "./byte-writer.ts";
import { writeValidationErrors } from "./encode-answer-messages.ts";
import { writeValue } from "./write-value.ts";

/** Writes the protobuf form of a `PlanResources` response. */
export function encodePlanResourcesMessage(answer: PlanResourcesAnswer): Uint8Array {
  const { actions, isSingleAction, resource, plan } = answer;
  const writer = startWriting(1024);
  writeSetText(writer, bytesTag(1), answer.requestId);
  if (isSingleAction) writeSetText(writer, bytesTag(2), actions[0]);
  writeSetText(writer, bytesTag(3), resource.kind);
  writeSetText(writer, bytesTag(4), resource.policyVersion);
  writeFilter(writer, bytesTag(5), plan);
  if (answer.includeMeta) writePlanMeta(writer, bytesTag(6), answer);
  writeValidationErrors(writer, bytesTag(7), plan.validationErrors);
  writeSetText(writer, bytesTag(8), answer.callId);
  if (!isSingleAction) for (const action of actions) writeText(writer, bytesTag(9), action);
  return written(writer);
}

// Of cerbos.engine.v1.PlanResourcesFilter.Kind.
const FILTER_KINDS = { "always-allowed": 1, "always-denied": 2, conditional: 3 } as const;

function writeFilter(writer: ByteWriter, tag: Tag, plan: Plan): void {
  const start = openMessage(writer, tag);
  writeNumber(writer, numberTag(1), FILTER_KINDS[plan.kind]);
  if (plan.kind === "conditional") writeOperand(writer, bytesTag(2), plan.condition);
  closeMessage(writer, start);
}

function writeOperand(writer: ByteWriter, tag: Tag, operand: PlanOperand): void {
  const start = openMessage(writer, tag);
  switch (operand.kind) {
    case "value":
      writeValue(writer, bytesTag(1), operand.value);
      break;
    case "expression": {
      const expression = openMessage(writer, bytesTag(2));
      writeSetText(writer, bytesTag(1), operand.operator);
      for (const each of operand.operands) writeOperand(writer, bytesTag(2), each);
      closeMessage(writer, expression);
      break;
    }
    case "variable":
      writeText(writer, bytesTag(3), operand.name);
      break;
  }
  closeMessage(writer, start);
}

function writePlanMeta(writer: ByteWriter, tag: Tag, answer: PlanResourcesAnswer): void {
  const { actions, isSingleAction, plan } = answer;
  const start = openMessage(writer, tag);
  writeSetText(writer, bytesTag(1), plan.filterDebug);
  if (isSingleAction) writeSetText(writer, bytesTag(2), plan.matchedScopes.get(actions[0] ?? ""));
  else for (const [action, scope] of plan.matchedScopes) writeMatchedScope(writer, action, scope);
  closeMessage(writer, start);
}

function writeMatchedScope(writer: ByteWriter, action: string, scope: string): void {
  const start = openPair(writer, bytesTag(3), action);
  writeText(writer, bytesTag(2), scope);
  closeMessage(writer, start);
}
