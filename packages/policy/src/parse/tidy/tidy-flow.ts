import type { MappingEntry, MappingNode, SequenceNode, TreeNode } from "../tree.ts";
import { type Cursor, END, seekContent, skipSpaces, Untidy } from "./cursor.ts";
import { readFlowKey, readFlowPlain, readQuoted } from "./tidy-scalars.ts";
import { UniqueKeys } from "./unique-keys.ts";

const DEEPEST_FLOW = 50;

/** Reads `[…]` or `{…}` below a parent at `column`, over several lines if need be. */
export function readFlow(cursor: Cursor, column: number, depth = 0): TreeNode {
  if (depth > DEEPEST_FLOW) throw new Untidy();
  return cursor.text.charAt(cursor.at) === "["
    ? readFlowSequence(cursor, column, depth)
    : readFlowMapping(cursor, column, depth);
}

function readFlowSequence(cursor: Cursor, column: number, depth: number): SequenceNode {
  const start = cursor.at;
  const items: TreeNode[] = [];
  let weight = 1;
  while (!isClosed(cursor, column, "]", items.length > 0)) {
    const item = readFlowValue(cursor, column, depth);
    items.push(item);
    weight += item.weight;
  }
  return { kind: "sequence", start, weight, items };
}

function readFlowMapping(cursor: Cursor, column: number, depth: number): MappingNode {
  const start = cursor.at;
  const entries: MappingEntry[] = [];
  const keys = new UniqueKeys();
  let weight = 1;
  while (!isClosed(cursor, column, "}", entries.length > 0)) {
    const key = readFlowKey(cursor);
    if (key === undefined) throw new Untidy();
    keys.add(key.text);
    skipFlowBlank(cursor, column);
    const value = readFlowValue(cursor, column, depth);
    entries.push({ key, value });
    weight += 1 + value.weight;
  }
  return { kind: "mapping", start, weight, entries };
}

/** Passes the opening bracket or a comma; whether the collection ends there. A comma may come before its end. */
function isClosed(cursor: Cursor, column: number, bracket: "]" | "}", hasContent: boolean): boolean {
  if (!hasContent) cursor.at++;
  skipFlowBlank(cursor, column);
  if (passes(cursor, bracket)) return true;
  if (!hasContent) return false;
  if (!passes(cursor, ",")) throw new Untidy();
  skipFlowBlank(cursor, column);
  return passes(cursor, bracket);
}

function passes(cursor: Cursor, character: string): boolean {
  if (cursor.text.charAt(cursor.at) !== character) return false;
  cursor.at++;
  return true;
}

function readFlowValue(cursor: Cursor, column: number, depth: number): TreeNode {
  switch (cursor.text.charAt(cursor.at)) {
    case "[":
    case "{":
      return readFlow(cursor, column, depth + 1);
    case '"':
    case "'":
      return readQuoted(cursor);
    default:
      return readFlowPlain(cursor);
  }
}

/** Skips blanks, line breaks and comments; what follows on a further line has to be deeper than the parent. */
function skipFlowBlank(cursor: Cursor, column: number): void {
  const from = cursor.at;
  skipSpaces(cursor);
  const character = cursor.text.charAt(cursor.at);
  if (character === "#" && cursor.at > from) cursor.at = Math.max(cursor.text.indexOf("\n", cursor.at), from);
  if (cursor.text.charAt(cursor.at) !== "\n") return;
  cursor.at++;
  seekContent(cursor);
  if (cursor.column === END || cursor.column <= column) throw new Untidy();
}
