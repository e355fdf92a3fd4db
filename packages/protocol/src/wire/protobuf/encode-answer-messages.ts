import type { ActionDecision, CheckResult, Output, ValidationError } from "../../check.ts";
import type { Resource } from "../../resource.ts";
import type {
  CheckResourceBatchAnswer,
  CheckResourceSetAnswer,
  CheckResourcesAnswer,
  ServerInfo,
} from "../answers.ts";
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
import { writeValue } from "./write-value.ts";

// Proto3 leaves out fields that have their default value, but not keys and values of maps. Fields are written by their
// number, as generated code does.

// PERF: written straight into bytes, without message objects, see benchmarks/protobuf-codec.ts. Bytes per resource are
// a guess that is usually enough.
const BYTES_PER_RESOURCE = 128;

/** Writes the protobuf form of a `CheckResources` response. */
export function encodeCheckResourcesMessage(answer: CheckResourcesAnswer): Uint8Array {
  const writer = startWriting(BYTES_PER_RESOURCE * (answer.results.length + 1));
  writeSetText(writer, bytesTag(1), answer.requestId);
  for (const { resource, result } of answer.results) {
    const start = openMessage(writer, bytesTag(2));
    writeResource(writer, bytesTag(1), resource);
    writeEffects(writer, bytesTag(2), result);
    writeValidationErrors(writer, bytesTag(3), result.validationErrors);
    if (answer.includeMeta) writeMeta(writer, bytesTag(4), result);
    for (const output of result.outputs) writeOutput(writer, bytesTag(5), output);
    closeMessage(writer, start);
  }
  writeSetText(writer, bytesTag(3), answer.callId);
  return written(writer);
}

/** Writes the protobuf form of a `CheckResourceSet` response. */
export function encodeCheckResourceSetMessage(answer: CheckResourceSetAnswer): Uint8Array {
  const writer = startWriting(BYTES_PER_RESOURCE * (answer.results.length + 1));
  const byId = new Map(answer.results.map(({ resource, result }) => [resource.id, result]));
  writeSetText(writer, bytesTag(1), answer.requestId);
  for (const [id, result] of byId) {
    const start = openPair(writer, bytesTag(2), id);
    const instance = openMessage(writer, VALUE);
    writeEffects(writer, bytesTag(1), result);
    writeValidationErrors(writer, bytesTag(2), result.validationErrors);
    closeMessage(writer, instance);
    closeMessage(writer, start);
  }
  if (answer.includeMeta) writeSetMeta(writer, bytesTag(3), byId);
  return written(writer);
}

function writeSetMeta(writer: ByteWriter, tag: Tag, byId: ReadonlyMap<string, CheckResult>): void {
  const meta = openMessage(writer, tag);
  for (const [id, result] of byId) {
    const start = openPair(writer, bytesTag(1), id);
    writeMeta(writer, VALUE, result);
    closeMessage(writer, start);
  }
  closeMessage(writer, meta);
}

/** Writes the protobuf form of a `CheckResourceBatch` response. */
export function encodeCheckResourceBatchMessage(answer: CheckResourceBatchAnswer): Uint8Array {
  const writer = startWriting(BYTES_PER_RESOURCE * (answer.results.length + 1));
  writeSetText(writer, bytesTag(1), answer.requestId);
  for (const { resource, result } of answer.results) {
    const start = openMessage(writer, bytesTag(2));
    writeSetText(writer, bytesTag(1), resource.id);
    writeEffects(writer, bytesTag(2), result);
    writeValidationErrors(writer, bytesTag(3), result.validationErrors);
    closeMessage(writer, start);
  }
  return written(writer);
}

/** Writes the protobuf form of a `ServerInfo` response. */
export function encodeServerInfoMessage({ version, commit, buildDate }: ServerInfo): Uint8Array {
  const writer = startWriting(128);
  writeSetText(writer, bytesTag(1), version);
  writeSetText(writer, bytesTag(2), commit);
  writeSetText(writer, bytesTag(3), buildDate);
  return written(writer);
}

function writeResource(writer: ByteWriter, tag: Tag, resource: Resource): void {
  const start = openMessage(writer, tag);
  writeSetText(writer, bytesTag(1), resource.id);
  writeSetText(writer, bytesTag(2), resource.kind);
  writeSetText(writer, bytesTag(3), resource.policyVersion);
  writeSetText(writer, bytesTag(4), resource.scope);
  closeMessage(writer, start);
}

// Of cerbos.effect.v1.Effect.
const ALLOW = 1;
const DENY = 2;

function writeEffects(writer: ByteWriter, tag: Tag, { actions }: CheckResult): void {
  for (const [action, { effect }] of actions) {
    const start = openPair(writer, tag, action);
    writeNumber(writer, numberTag(2), effect === "allow" ? ALLOW : DENY);
    closeMessage(writer, start);
  }
}

function writeMeta(writer: ByteWriter, tag: Tag, { actions, effectiveDerivedRoles }: CheckResult): void {
  const start = openMessage(writer, tag);
  for (const [action, decision] of actions) writeActionMeta(writer, action, decision);
  for (const role of effectiveDerivedRoles ?? []) writeText(writer, bytesTag(2), role);
  closeMessage(writer, start);
}

function writeActionMeta(writer: ByteWriter, action: string, decision: ActionDecision): void {
  const start = openPair(writer, bytesTag(1), action);
  const meta = openMessage(writer, VALUE);
  writeSetText(writer, bytesTag(1), decision.matchedPolicy);
  writeSetText(writer, bytesTag(2), decision.matchedScope);
  closeMessage(writer, meta);
  closeMessage(writer, start);
}

// Of cerbos.schema.v1.ValidationError.Source.
const SOURCES = { principal: 1, resource: 2 } as const;

/** Writes a list of `cerbos.schema.v1.ValidationError`. */
export function writeValidationErrors(
  writer: ByteWriter,
  tag: Tag,
  errors: readonly ValidationError[],
): void {
  for (const { path, message, source } of errors) {
    const start = openMessage(writer, tag);
    writeSetText(writer, bytesTag(1), path);
    writeSetText(writer, bytesTag(2), message);
    writeNumber(writer, numberTag(3), SOURCES[source]);
    closeMessage(writer, start);
  }
}

function writeOutput(writer: ByteWriter, tag: Tag, { source, action, value, error }: Output): void {
  const start = openMessage(writer, tag);
  writeSetText(writer, bytesTag(1), source);
  if (value !== undefined) writeValue(writer, bytesTag(2), value);
  writeSetText(writer, bytesTag(3), action);
  writeSetText(writer, bytesTag(4), error);
  closeMessage(writer, start);
}

const VALUE = bytesTag(2);
