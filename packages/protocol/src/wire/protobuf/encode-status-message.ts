import type { Status } from "../encode-status.ts";
import type { PathElement, Violation } from "../violation.ts";
import {
  type ByteWriter,
  bytesTag,
  closeMessage,
  numberTag,
  openMessage,
  startWriting,
  type Tag,
  writeNumber,
  writeSetText,
  writeText,
  written,
} from "./byte-writer.ts";

/** Writes the protobuf form of a `google.rpc.Status`, for `grpc-status-details-bin`. */
export function encodeStatusMessage({ code, message, violations = [] }: Status): Uint8Array {
  const writer = startWriting(256);
  if (code !== 0) writeNumber(writer, numberTag(1), code);
  writeSetText(writer, bytesTag(2), message);
  if (violations.length > 0) writeViolations(writer, bytesTag(3), violations);
  return written(writer);
}

/** As a `google.protobuf.Any`. */
function writeViolations(writer: ByteWriter, tag: Tag, violations: readonly Violation[]): void {
  const detail = openMessage(writer, tag);
  writeText(writer, bytesTag(1), "type.googleapis.com/buf.validate.Violations");
  const value = openMessage(writer, bytesTag(2));
  for (const violation of violations) writeViolation(writer, bytesTag(1), violation);
  closeMessage(writer, value);
  closeMessage(writer, detail);
}

// These messages are proto2: what is set is written, even if it is empty.
function writeViolation(writer: ByteWriter, tag: Tag, violation: Violation): void {
  const start = openMessage(writer, tag);
  writeText(writer, bytesTag(2), violation.ruleId);
  writeText(writer, bytesTag(3), violation.message);
  if (violation.isForKey) writeNumber(writer, numberTag(4), 1);
  writePath(writer, bytesTag(5), violation.field);
  writePath(writer, bytesTag(6), violation.rule);
  closeMessage(writer, start);
}

function writePath(writer: ByteWriter, tag: Tag, path: readonly PathElement[]): void {
  if (path.length === 0) return;
  const start = openMessage(writer, tag);
  for (const element of path) writeElement(writer, bytesTag(1), element);
  closeMessage(writer, start);
}

// Of google.protobuf.FieldDescriptorProto.Type.
// biome-ignore format: one row per type
const TYPES = {
  TYPE_UINT64:  4,
  TYPE_BOOL:    8,
  TYPE_STRING:  9,
  TYPE_MESSAGE: 11,
  TYPE_UINT32:  13,
  TYPE_ENUM:    14,
} as const;

function writeElement(writer: ByteWriter, tag: Tag, { number, name, type, index, key }: PathElement): void {
  const start = openMessage(writer, tag);
  writeNumber(writer, numberTag(1), number);
  writeText(writer, bytesTag(2), name);
  writeNumber(writer, numberTag(3), TYPES[type]);
  if (key !== undefined) {
    writeNumber(writer, numberTag(4), TYPES.TYPE_STRING);
    writeNumber(writer, numberTag(5), TYPES.TYPE_MESSAGE);
  }
  if (index !== undefined) writeNumber(writer, numberTag(6), index);
  if (key !== undefined) writeText(writer, bytesTag(10), key);
  closeMessage(writer, start);
}
