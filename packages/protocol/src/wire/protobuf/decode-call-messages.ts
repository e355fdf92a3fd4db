import type {
  CheckResourceBatchCall,
  CheckResourceSetCall,
  CheckResourcesCall,
  PlanResourcesCall,
} from "../calls.ts";
import { invalidRequest } from "../invalid-request.ts";
import type { MessageType } from "../message-type.ts";
import {
  CHECK_RESOURCE_BATCH,
  CHECK_RESOURCE_SET,
  CHECK_RESOURCES,
  PLAN_RESOURCES,
} from "../request-messages.ts";
import {
  takeCheckResourceBatch,
  takeCheckResourceSet,
  takeCheckResources,
  takePlanResources,
} from "../take-calls.ts";
import type { Taking } from "../take-values.ts";
import { validateMessage } from "../validate-message.ts";
import { readUsualCheckResources } from "./decode-check-resources-message.ts";
import { readMessageBytes } from "./read-message.ts";

/**
 * Decodes and validates the protobuf form of a `CheckResources` request, as the call its JSON form is decoded as.
 *
 * Throws: `protocol/malformed-message`, `protocol/invalid-request`.
 */
export function decodeCheckResourcesMessage(bytes: Uint8Array): CheckResourcesCall {
  return readUsualCheckResources(bytes) ?? decode(bytes, CHECK_RESOURCES, takeCheckResources);
}

/**
 * Decodes and validates the protobuf form of a `CheckResourceSet` request.
 *
 * Throws: `protocol/malformed-message`, `protocol/invalid-request`.
 */
export function decodeCheckResourceSetMessage(bytes: Uint8Array): CheckResourceSetCall {
  return decode(bytes, CHECK_RESOURCE_SET, takeCheckResourceSet);
}

/**
 * Decodes and validates the protobuf form of a `CheckResourceBatch` request.
 *
 * Throws: `protocol/malformed-message`, `protocol/invalid-request`.
 */
export function decodeCheckResourceBatchMessage(bytes: Uint8Array): CheckResourceBatchCall {
  return decode(bytes, CHECK_RESOURCE_BATCH, takeCheckResourceBatch);
}

/**
 * Decodes and validates the protobuf form of a `PlanResources` request.
 *
 * Throws: `protocol/malformed-message`, `protocol/invalid-request`.
 */
export function decodePlanResourcesMessage(bytes: Uint8Array): PlanResourcesCall {
  return decode(bytes, PLAN_RESOURCES, takePlanResources);
}

function decode<Call>(
  bytes: Uint8Array,
  type: MessageType,
  take: (message: unknown, taking: Taking) => Call,
): Call {
  const message = readMessageBytes(bytes, type);
  const taking: Taking = { keys: 0, isUnusual: false, countsAttributes: false };
  const call = take(message, taking);
  // PERF: what takes a message apart notices every broken rule, so the rules are looked up only to say which.
  if (!taking.isUnusual) return call;
  const violations = validateMessage(message, type);
  if (violations.length > 0) throw invalidRequest(violations);
  throw new Error(`${type.name} passes its rules and cannot be decoded`);
}
