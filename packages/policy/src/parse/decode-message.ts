import { lineColumnText, type Path, type Span } from "../model/span.ts";
import type { SourceText } from "../source/source-text.ts";
import { decodeScalar } from "./decode-scalar.ts";
import type { Decoded, DecodedEntry, DecodedField, DecodedMessage } from "./decoded-message.ts";
import { assertStringKey, jsonValue } from "./json-value.ts";
import type { FieldShape, FieldType, MessageShape } from "./message-shape.ts";
import { stopAt } from "./read-problem.ts";
import { type MappingEntry, nodeTypeName, type ScalarNode, type TreeNode } from "./tree.ts";
import { unknownFieldHint } from "./unknown-field-hint.ts";

/**
 * Reads a tree by the shape of a message.
 *
 * Throws: `ReadStopped` at the first value that does not fit; the reference reports no more than that either.
 */
export function decodeMessage(
  source: SourceText,
  shape: MessageShape,
  node: TreeNode,
  path: Path,
): DecodedMessage {
  if (node.kind !== "mapping") throw wrongType("object", node, path, shape);
  const fields = new Map<string, DecodedField>();
  const groups = new Map<string, ScalarNode>();
  for (const entry of node.entries) {
    const field = findField(shape, entry.key, path);
    const here: Path = { parent: path, step: entry.key.text };
    assertFirstDefinition(source, fields.get(field.name), entry.key, here);
    assertOnlyMember(source, groups, field, entry.key, here);
    fields.set(field.name, decodeField(source, field, entry, here));
  }
  return { kind: "message", shape, fields, span: { start: node.start, caret: node.start, path } };
}

function findField(shape: MessageShape, key: ScalarNode, path: Path): FieldShape {
  const here: Path = { parent: path, step: key.text };
  if (key.type !== "String") {
    throw stopAt("policy/wrong-type", `unexpected key type ${nodeTypeName(key)}`, key.start, here);
  }
  const field = shape.byName.get(key.text);
  if (field !== undefined) return field;
  throw stopAt(
    "policy/unknown-field",
    `unknown field ${quoteKey(key.text)}`,
    key.start,
    here,
    unknownFieldHint(key.text, shape),
  );
}

/** Shows what cannot be seen, such as a byte order mark. */
function quoteKey(key: string): string {
  const hex = (code: string) => code.charCodeAt(0).toString(16).padStart(4, "0");
  return JSON.stringify(key).replace(
    /[\u007f-\u00a0\u200b-\u200f\u2028\u2029\ufeff]/g,
    (c) => `\\u${hex(c)}`,
  );
}

function assertFirstDefinition(
  source: SourceText,
  previous: DecodedField | undefined,
  key: ScalarNode,
  path: Path,
): void {
  if (previous === undefined) return;
  const place = lineColumnText(source, previous.span.start);
  throw stopAt(
    "policy/duplicate-field",
    `duplicate field definition: previous definition at [${place}]`,
    key.start,
    path,
    "remove one of the two spellings",
  );
}

function assertOnlyMember(
  source: SourceText,
  groups: Map<string, ScalarNode>,
  field: FieldShape,
  key: ScalarNode,
  path: Path,
): void {
  if (field.oneOf === undefined) return;
  const other = groups.get(field.oneOf);
  if (other === undefined) {
    groups.set(field.oneOf, key);
    return;
  }
  const place = lineColumnText(source, other.start);
  throw stopAt(
    "policy/several-kinds",
    `invalid value: oneof field is already set at [${place}]`,
    key.start,
    path,
    `keep either \`${other.text}\` or \`${key.text}\``,
  );
}

function decodeField(source: SourceText, field: FieldShape, entry: MappingEntry, path: Path): DecodedField {
  const span: Span = { start: entry.key.start, caret: entry.value.start, path };
  return { field, span, value: decodeValue(source, field.type, entry.value, path) };
}

function decodeValue(source: SourceText, type: FieldType, node: TreeNode, path: Path): Decoded {
  const span: Span = { start: node.start, caret: node.start, path };
  switch (type.kind) {
    case "message":
      return decodeMessage(source, type.shape(), node, path);
    case "list":
      return { kind: "list", items: decodeItems(source, type.item, node, path), span };
    case "map":
      return { kind: "map", entries: decodeEntries(source, type.value, node, path), span };
    case "any":
      return { kind: "any", value: jsonValue(node, span), span };
    case "string":
    case "bool":
    case "uint64":
    case "timestamp":
    case "enum":
      return decodeScalar(type, node, span);
  }
}

function decodeItems(source: SourceText, item: FieldType, node: TreeNode, path: Path): readonly Decoded[] {
  if (node.kind !== "sequence") throw wrongType("sequence", node, path);
  return node.items.map((value, step) => decodeValue(source, item, value, { parent: path, step }));
}

function decodeEntries(
  source: SourceText,
  type: FieldType,
  node: TreeNode,
  path: Path,
): ReadonlyMap<string, DecodedEntry> {
  if (node.kind !== "mapping") throw wrongType("map", node, path);
  const entries = new Map<string, DecodedEntry>();
  for (const { key, value } of node.entries) {
    const here: Path = { parent: path, step: key.text };
    const keySpan: Span = { start: key.start, caret: key.start, path: here };
    assertStringKey(key, keySpan);
    entries.set(key.text, { keySpan, value: decodeValue(source, type, value, here) });
  }
  return entries;
}

function wrongType(expected: string, node: TreeNode, path: Path, shape?: MessageShape): Error {
  const message = `expected ${expected} got ${nodeTypeName(node)}`;
  return stopAt("policy/wrong-type", message, node.start, path, wrongTypeHint(expected, node, shape));
}

const LONGEST_EXAMPLE = 40;

/** Fields that are meant when a single value stands for the whole. */
// biome-ignore format: one row per field
const TELLING_FIELDS: readonly (readonly [field: string, where: string])[] = [
  ["when",  "`when:` and `ruleActivated:`"],
  ["expr",  "`expr:`"],
  ["match", "`match:` and `expr:`"],
  ["ref",   "`ref:`"],
  ["action", "`action:`, with an `effect:`"],
];

function wrongTypeHint(expected: string, node: TreeNode, shape: MessageShape | undefined): string {
  const isEmpty = node.kind === "scalar" && node.type === "Null";
  if (expected === "sequence") {
    const isShort = node.kind === "scalar" && !isEmpty && node.text.length <= LONGEST_EXAMPLE;
    return isShort
      ? `write a list: \`[${node.text}]\``
      : "write a list: each item on its own line, after `- `";
  }
  if (isEmpty) return "nothing is below this key; indent what belongs to it by two more spaces";
  if (node.kind === "sequence" && shape?.byName.has("of")) return "put the list below `of:`";
  if (node.kind === "sequence") return "write `key: value` there, without `- ` and brackets";
  const [, where] = TELLING_FIELDS.find(([field]) => shape?.byName.has(field)) ?? [];
  return where === undefined
    ? "write keys and values below it, `key: value`"
    : `write it on a line of its own below, after ${where}`;
}
