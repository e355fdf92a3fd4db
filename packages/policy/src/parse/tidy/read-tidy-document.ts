import type { MappingEntry, MappingNode, ScalarNode, SequenceNode, TreeNode } from "../tree.ts";
import {
  type Cursor,
  END,
  finishLine,
  isDash,
  isLineDone,
  seekContent,
  skipSpaces,
  Untidy,
} from "./cursor.ts";
import { readFlow } from "./tidy-flow.ts";
import { readBlockScalar, readKey, readPlain, readQuoted } from "./tidy-scalars.ts";
import { UniqueKeys } from "./unique-keys.ts";

/** Deeper documents are for the general reader, which counts better. */
const DEEPEST = 60;

const DOCUMENT_START = /--- *\n/y;
/** Further documents, directives, tabs, other line ends and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const STRANGE = /[\u0000-\u0009\u000b-\u001f\u007f\u0085\u2028\u2029\ufeff\ud800-\udfff]|\n(?:---|\.\.\.|%)/g;

/** The document, or about where the text stops being tidy. */
export type TidyReading = { readonly document: TreeNode } | { readonly untidyAt: number };

/**
 * Reads a document that uses only what nearly every policy uses: block and flow collections, scalars on one line,
 * literal and folded blocks, comments. Every other text, right or wrong, is left to the general reader.
 *
 * PERF: an order of magnitude faster than the general reader, which also keeps every token; see
 * benchmarks/compile-and-test.ts. INVARIANT: where it answers, it answers as the general reader does
 * (read-tidy-document.test.ts).
 */
export function readTidyDocument(text: string): TidyReading {
  const cursor: Cursor = { text, at: 0, column: 0 };
  skipDocumentStart(cursor);
  STRANGE.lastIndex = Math.max(0, cursor.at - 1);
  if (STRANGE.test(text)) return { untidyAt: STRANGE.lastIndex };
  try {
    return { document: readRoot(cursor) };
  } catch (stopped) {
    if (stopped instanceof Untidy) return { untidyAt: cursor.at };
    throw stopped;
  }
}

/** Goes behind the one `---` that may come before the content. */
function skipDocumentStart(cursor: Cursor): void {
  seekContent(cursor);
  DOCUMENT_START.lastIndex = cursor.at;
  if (cursor.column !== 0 || !DOCUMENT_START.test(cursor.text)) return;
  cursor.at = DOCUMENT_START.lastIndex;
  seekContent(cursor);
}

function readRoot(cursor: Cursor): TreeNode {
  if (cursor.column === END) throw new Untidy();
  const node = isFlowStart(cursor) ? readFlow(cursor, END) : readBlock(cursor, cursor.column, 0);
  if (isFlowNode(node, cursor)) finishLine(cursor);
  if (cursor.column !== END) throw new Untidy();
  return node;
}

function isFlowNode(node: TreeNode, { text }: Cursor): boolean {
  return "[{".includes(text.charAt(node.start));
}

/** Reads the collection whose first key or dash is at the cursor, and goes to the content behind it. */
function readBlock(cursor: Cursor, column: number, depth: number): TreeNode {
  if (depth > DEEPEST) throw new Untidy();
  return isDash(cursor) ? readSequence(cursor, column, depth) : readMapping(cursor, column, depth);
}

function readSequence(cursor: Cursor, column: number, depth: number): SequenceNode {
  const start = cursor.at;
  const items: TreeNode[] = [];
  let weight = 1;
  do {
    const item = readItem(cursor, column, depth);
    items.push(item);
    weight += item.weight;
  } while (cursor.column === column && isDash(cursor));
  return { kind: "sequence", start, weight, items };
}

function readItem(cursor: Cursor, column: number, depth: number): TreeNode {
  const dash = cursor.at++;
  skipSpaces(cursor);
  if (isLineDone(cursor)) {
    finishLine(cursor);
    if (cursor.column <= column) throw new Untidy();
    return readBlock(cursor, cursor.column, depth + 1);
  }
  const inner = column + cursor.at - dash;
  if (isDash(cursor)) return readBlock(cursor, inner, depth + 1);
  const key = readKey(cursor);
  return key === undefined ? readInline(cursor, column) : readMapping(cursor, inner, depth + 1, key);
}

function readMapping(cursor: Cursor, column: number, depth: number, firstKey?: ScalarNode): MappingNode {
  if (depth > DEEPEST) throw new Untidy();
  const entries: MappingEntry[] = [];
  const keys = new UniqueKeys();
  let key = firstKey ?? readKey(cursor);
  const start = cursor.at - 1;
  let weight = 1;
  while (key !== undefined) {
    keys.add(key.text);
    const value = readValue(cursor, column, depth);
    entries.push({ key, value });
    weight += 1 + value.weight;
    if (cursor.column < column) return { kind: "mapping", start, weight, entries };
    key = cursor.column === column ? readKey(cursor) : undefined;
  }
  throw new Untidy();
}

/** Reads what follows the colon of a key at `column`. */
function readValue(cursor: Cursor, column: number, depth: number): TreeNode {
  skipSpaces(cursor);
  if (!isLineDone(cursor)) return readInline(cursor, column);
  const start = cursor.at;
  finishLine(cursor);
  if (cursor.column > column) return readBlock(cursor, cursor.column, depth + 1);
  if (cursor.column === column && isDash(cursor)) return readSequence(cursor, column, depth + 1);
  return { kind: "scalar", start, weight: 1, type: "Null", text: "" };
}

/** Reads a value that starts on the line of its key or dash, and goes to the content behind it. */
function readInline(cursor: Cursor, column: number): TreeNode {
  const node = readInlineNode(cursor, column);
  // Deeper text would belong to the value, or to nothing.
  if (cursor.column > column) throw new Untidy();
  return node;
}

function readInlineNode(cursor: Cursor, column: number): TreeNode {
  const character = cursor.text.charAt(cursor.at);
  if (character === "|" || character === ">") {
    const block = readBlockScalar(cursor, column);
    seekContent(cursor);
    return block;
  }
  const isQuoted = character === '"' || character === "'";
  const node = isFlowStart(cursor)
    ? readFlow(cursor, column)
    : isQuoted
      ? readQuoted(cursor)
      : readPlain(cursor);
  finishLine(cursor);
  return node;
}

function isFlowStart({ text, at }: Cursor): boolean {
  const character = text.charAt(at);
  return character === "[" || character === "{";
}
