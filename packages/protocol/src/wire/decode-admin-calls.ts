import {
  ADD_OR_UPDATE_POLICY,
  ADD_OR_UPDATE_SCHEMA,
  DELETE_POLICY,
  DELETE_SCHEMA,
  DISABLE_POLICY,
  ENABLE_POLICY,
  GET_POLICY,
  GET_SCHEMA,
  INSPECT_POLICIES,
  LIST_POLICIES,
  RELOAD_STORE,
} from "./admin-messages.ts";
import { invalidRequest } from "./invalid-request.ts";
import { readMessage } from "./json-message.ts";
import type { JsonMessage, MessageType } from "./message-type.ts";
import { readQueryMessage } from "./query-message.ts";
import { validateMessage } from "./validate-message.ts";

/** Which policies an admin call is about. */
export interface PolicyFilterCall {
  /** Empty for all. */
  readonly policyIds: readonly string[];
  /** Whether some member is a regular expression, which only some stores know what to do with. */
  readonly hasRegexps: boolean;
}

export interface IdsCall {
  readonly ids: readonly string[];
}

export interface ReloadStoreCall {
  /** Whether the answer tells how it went, instead of coming at once. */
  readonly wait: boolean;
}

/** The calls that would change a store. */
export type StoreChange =
  | "add-or-update-policy"
  | "enable-policy"
  | "disable-policy"
  | "delete-policy"
  | "add-or-update-schema"
  | "delete-schema";

// biome-ignore format: one row per call
const CHANGES: Readonly<Record<StoreChange, MessageType>> = {
  "add-or-update-policy": ADD_OR_UPDATE_POLICY,
  "enable-policy":        ENABLE_POLICY,
  "disable-policy":       DISABLE_POLICY,
  "delete-policy":        DELETE_POLICY,
  "add-or-update-schema": ADD_OR_UPDATE_SCHEMA,
  "delete-schema":        DELETE_SCHEMA,
};

/** Reads the query of `ListPolicies`. Throws: `protocol/malformed-request`, `protocol/invalid-request`; as all below. */
export function decodeListPolicies(query: string): PolicyFilterCall {
  return takeFilter(fromQuery(query, LIST_POLICIES));
}

/** Reads the query of `InspectPolicies`. */
export function decodeInspectPolicies(query: string): PolicyFilterCall {
  return takeFilter(fromQuery(query, INSPECT_POLICIES));
}

/** Reads the query of `GetPolicy`. */
export function decodeGetPolicy(query: string): IdsCall {
  return { ids: textsOf(fromQuery(query, GET_POLICY).id) };
}

/** Reads the query of `GetSchema`. */
export function decodeGetSchema(query: string): IdsCall {
  return { ids: textsOf(fromQuery(query, GET_SCHEMA).id) };
}

/** Reads the query of `ReloadStore`. */
export function decodeReloadStore(query: string): ReloadStoreCall {
  return { wait: fromQuery(query, RELOAD_STORE).wait === true };
}

/** Checks a call that would change the store, sent as a query or as the JSON of a body. */
export function checkStoreChange(
  change: StoreChange,
  { query, text }: { readonly query?: string; readonly text?: string },
): void {
  if (text === undefined) fromQuery(query ?? "", CHANGES[change]);
  else valid(readMessage(text, CHANGES[change]), CHANGES[change]);
}

function fromQuery(query: string, type: MessageType): JsonMessage {
  return valid(readQueryMessage(query, type), type);
}

function valid(message: JsonMessage, type: MessageType): JsonMessage {
  const violations = validateMessage(message, type);
  if (violations.length > 0) throw invalidRequest(violations);
  return message;
}

function takeFilter({ policyId, nameRegexp, scopeRegexp, versionRegexp }: JsonMessage): PolicyFilterCall {
  const hasRegexps = [nameRegexp, scopeRegexp, versionRegexp].some(
    (text) => text !== undefined && text !== "",
  );
  return { policyIds: textsOf(policyId), hasRegexps };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
