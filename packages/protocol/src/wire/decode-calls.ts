import type {
  CheckResourceBatchCall,
  CheckResourceSetCall,
  CheckResourcesCall,
  PlanResourcesCall,
} from "./calls.ts";
import { countKeys } from "./count-keys.ts";
import { invalidRequest } from "./invalid-request.ts";
import { readMessage } from "./json-message.ts";
import type { MessageType } from "./message-type.ts";
import {
  CHECK_RESOURCE_BATCH,
  CHECK_RESOURCE_SET,
  CHECK_RESOURCES,
  PLAN_RESOURCES,
} from "./request-messages.ts";
import {
  takeCheckResourceBatch,
  takeCheckResourceSet,
  takeCheckResources,
  takePlanResources,
} from "./take-calls.ts";
import type { Taking } from "./take-values.ts";
import { validateMessage } from "./validate-message.ts";

// PERF: the usual request goes through JSON.parse and the straight functions below, once, without tables or positions.
// Whatever they do not expect, right or wrong, is left to readMessage and validateMessage, which know every rule.
// A request of one resource takes 4 µs this way (2 of them in JSON.parse) and 27 µs the thorough way.

/**
 * Decodes and validates the JSON form of a `CheckResources` request. With the same text as UTF-8 at hand it is quicker;
 * bytes that are not valid UTF-8 must not be given.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 */
export function decodeCheckResources(text: string, utf8?: Uint8Array): CheckResourcesCall {
  return decode(text, utf8, CHECK_RESOURCES, takeCheckResources);
}

/**
 * Decodes and validates the JSON form of a `CheckResourceSet` request; bytes as for `decodeCheckResources`.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 */
export function decodeCheckResourceSet(text: string, utf8?: Uint8Array): CheckResourceSetCall {
  return decode(text, utf8, CHECK_RESOURCE_SET, takeCheckResourceSet);
}

/**
 * Decodes and validates the JSON form of a `CheckResourceBatch` request; bytes as for `decodeCheckResources`.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 */
export function decodeCheckResourceBatch(text: string, utf8?: Uint8Array): CheckResourceBatchCall {
  return decode(text, utf8, CHECK_RESOURCE_BATCH, takeCheckResourceBatch);
}

/**
 * Decodes and validates the JSON form of a `PlanResources` request; bytes as for `decodeCheckResources`.
 *
 * Throws: `protocol/malformed-request`, `protocol/invalid-request`.
 */
export function decodePlanResources(text: string, utf8?: Uint8Array): PlanResourcesCall {
  return decode(text, utf8, PLAN_RESOURCES, takePlanResources);
}

type Take<Call> = (json: unknown, taking: Taking) => Call;

function decode<Call>(text: string, utf8: Uint8Array | undefined, type: MessageType, take: Take<Call>): Call {
  const usual = utf8 && takeUsual(text, utf8, take);
  if (usual !== undefined) return usual;
  const message = readMessage(text, type);
  const violations = validateMessage(message, type);
  if (violations.length > 0) throw invalidRequest(violations);
  const taking: Taking = { keys: 0, isUnusual: false, countsAttributes: false };
  const call = take(message, taking);
  if (taking.isUnusual) throw new Error(`${type.name} passes its rules and cannot be decoded`);
  return call;
}

function takeUsual<Call>(text: string, utf8: Uint8Array, take: Take<Call>): Call | undefined {
  const taking: Taking = { keys: 0, isUnusual: false, countsAttributes: true };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const call = take(json, taking);
  return !taking.isUnusual && taking.keys === countKeys(utf8) ? call : undefined;
}
