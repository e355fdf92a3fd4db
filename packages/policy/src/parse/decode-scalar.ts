import { isCelError, parseTimestamp, type Timestamp } from "@orthrus/cel";
import { nearestName } from "../model/nearest-name.ts";
import type { Span } from "../model/span.ts";
import type { Decoded } from "./decoded-message.ts";
import type { FieldType } from "./message-shape.ts";
import { integerValue } from "./plain-scalar.ts";
import { stopAt } from "./read-problem.ts";
import { nodeTypeName, type ScalarNode, type TreeNode } from "./tree.ts";

const LARGEST_UINT64 = 2n ** 64n - 1n;
const LARGEST_INT32 = 2n ** 31n - 1n;

/** Reads one scalar into a typed field. Throws: `ReadStopped` when it does not fit. */
export function decodeScalar(
  type: Extract<FieldType, { kind: "string" | "bool" | "uint64" | "timestamp" | "enum" | "any" }>,
  node: TreeNode,
  span: Span,
): Decoded {
  switch (type.kind) {
    case "string":
      return { kind: "string", value: stringValue(node, span), span };
    case "bool":
      return { kind: "bool", value: boolValue(node, span), span };
    case "enum":
      return { kind: "number", value: enumValue(type.names, node, span), span };
    case "timestamp":
      return { kind: "timestamp", value: timestampValue(node, span), span };
    case "any":
    case "uint64":
      return { kind: "uint64", value: uint64Value(node, span), span };
  }
}

function stringValue(node: TreeNode, span: Span): string {
  if (node.kind === "scalar") {
    if (node.type === "String") return node.text;
    if (node.type === "Integer") return integerValue(node.text).toString();
    if (node.type === "Bool") return node.text.toLowerCase();
    if (node.type === "Null") return "";
  }
  const message = `expected string value got ${nodeTypeName(node)}`;
  const hint =
    node.kind === "sequence"
      ? "write a single value"
      : "put quotes around the value, or write it as a block: `|-`";
  throw stopAt("policy/wrong-type", message, node.start, span.path, hint);
}

function boolValue(node: TreeNode, span: Span): boolean {
  if (node.kind === "scalar" && node.type === "Bool") return node.text.toLowerCase() === "true";
  const message = `expected boolean value got ${nodeTypeName(node)}`;
  throw stopAt("policy/wrong-type", message, node.start, span.path, "write `true` or `false`");
}

function enumValue(names: ReadonlyMap<string, number>, node: TreeNode, span: Span): number {
  if (node.kind === "scalar" && node.type === "Null") return 0;
  if (node.kind === "scalar" && node.type === "Integer") return enumNumber(node, span);
  if (node.kind !== "scalar" || node.type !== "String") {
    throw stopAt(
      "policy/unknown-enum-value",
      "invalid enum value",
      node.start,
      span.path,
      `write ${choices(names)}`,
    );
  }
  const value = names.get(node.text);
  if (value !== undefined) return value;
  const guess = shortened(node.text, names.keys()) ?? nearestName(node.text, names.keys());
  const hint = guess === undefined ? `write ${choices(names)}` : `did you mean \`${guess}\`?`;
  const message = `invalid enum value ${JSON.stringify(node.text)}`;
  throw stopAt("policy/unknown-enum-value", message, node.start, span.path, hint);
}

/** Those that an author may mean; the others only exist on the wire. */
function choices(names: ReadonlyMap<string, number>): string {
  const meant = [...names.keys()].filter((name) => !/_(?:UNSPECIFIED|NO_MATCH)$/.test(name));
  return meant.map((name) => `\`${name}\``).join(" or ");
}

/** Shape: `allow` → `EFFECT_ALLOW`. */
function shortened(text: string, names: Iterable<string>): string | undefined {
  return [...names].find((name) => name.endsWith(`_${text.toUpperCase()}`));
}

function enumNumber(node: ScalarNode, span: Span): number {
  const value = integerValue(node.text);
  if (value <= LARGEST_INT32 && value >= -LARGEST_INT32 - 1n) return Number(value);
  throw stopAt("policy/unknown-enum-value", "invalid enum value", node.start, span.path);
}

function uint64Value(node: TreeNode, span: Span): bigint {
  const isDigits = node.kind === "scalar" && (node.type === "Integer" || /^\d+$/.test(node.text));
  const value = isDigits ? integerValue(node.text) : -1n;
  if (value >= 0n && value <= LARGEST_UINT64) return value;
  throw stopAt(
    "policy/invalid-value",
    `failed to parse value: invalid value for uint64 field value: ${shown(node)}`,
    node.start,
    span.path,
  );
}

function timestampValue(node: TreeNode, span: Span): Timestamp {
  const text = stringValue(node, span);
  const value = parseTimestamp(text);
  if (!isCelError(value)) return value;
  throw stopAt(
    "policy/invalid-value",
    `failed to parse value: invalid google.protobuf.Timestamp value ${JSON.stringify(text)}`,
    node.start,
    span.path,
    "write it like `2025-06-01T12:00:00Z`",
  );
}

function shown(node: TreeNode): string {
  if (node.kind !== "scalar") return node.kind === "sequence" ? "[" : "{";
  return node.type === "String" ? JSON.stringify(node.text) : node.text;
}
