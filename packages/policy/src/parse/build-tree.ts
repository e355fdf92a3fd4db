import {
  type CST,
  isAlias,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Path } from "../model/span.ts";
import { lineColumnText } from "../model/span.ts";
import type { SourceText } from "../source/source-text.ts";
import { plainScalarType } from "./plain-scalar.ts";
import { stopAt } from "./read-problem.ts";
import type { MappingEntry, MappingNode, ScalarNode, SequenceNode, TreeNode } from "./tree.ts";

const LEAST_WEIGHT_LIMIT = 100_000;
const EXPANSION_LIMIT = 20;

/** What the documents of one file share: its anchors, and how much aliases may repeat. */
export interface TreeContext {
  readonly source: SourceText;
  readonly anchors: Map<string, TreeNode>;
  /** Counts nodes and entries copied by merges, so that building stays linear in the text. */
  readonly spent: { nodes: number; copies: number };
}

/**
 * Builds our tree from a composed document: aliases and merge keys resolved, tags ignored, keys unique.
 *
 * Throws: `ReadStopped` at the first problem.
 */
export function buildTree(context: TreeContext, node: ParsedNode, path: Path): TreeNode {
  if (isAlias(node)) return resolveAlias(context, node.source, offsetOf(node), path);
  const tree = buildNode(context, node, path);
  const anchor = node.anchor;
  if (anchor !== undefined) registerAnchor(context, anchor, tree, offsetOf(node), path);
  return tree;
}

function resolveAlias(context: TreeContext, name: string, at: number, path: Path): TreeNode {
  const target = context.anchors.get(name);
  // An anchor is known once its node ends, so an alias inside its own node is unknown and trees cannot loop.
  if (target === undefined) throw stopAt("policy/unknown-anchor", `unknown anchor "${name}"`, at, path);
  context.spent.copies += target.weight;
  assertWithinLimits(context, at);
  return target;
}

function registerAnchor(
  context: TreeContext,
  name: string,
  tree: TreeNode,
  valueAt: number,
  path: Path,
): void {
  const at = Math.max(0, context.source.text.lastIndexOf(`&${name}`, valueAt));
  if (context.anchors.has(name)) {
    throw stopAt("policy/duplicate-anchor", `duplicate anchor definition "&${name}"`, at, path);
  }
  context.anchors.set(name, tree);
}

function buildNode(context: TreeContext, node: ParsedNode, path: Path): TreeNode {
  context.spent.nodes++;
  if (isScalar(node)) return buildScalar(node as Scalar);
  if (isSeq(node)) return buildSequence(context, node.items as readonly ParsedNode[], offsetOf(node), path);
  return buildMapping(context, node as YAMLMap.Parsed, path);
}

function buildScalar(node: Scalar): ScalarNode {
  const text = String(node.value ?? "");
  const isPlain = (node.type === "PLAIN" || node.type === undefined) && isUntyped(node.tag);
  const type = isPlain ? plainScalarType(text) : "String";
  return { kind: "scalar", start: offsetOf(node), weight: 1, type, text };
}

/** COMPAT(cerbos): tags are ignored, but a plain scalar with a tag that is none of the core schema's is a string. */
function isUntyped(tag: string | undefined): boolean {
  return tag === undefined || /^tag:yaml\.org,2002:(?:int|float|bool|null)$/.test(tag);
}

function buildSequence(
  context: TreeContext,
  nodes: readonly ParsedNode[],
  start: number,
  path: Path,
): SequenceNode {
  const items = nodes.map((item, index) => buildTree(context, item, { parent: path, step: index }));
  return { kind: "sequence", start, weight: items.reduce((sum, item) => sum + item.weight, 1), items };
}

function buildMapping(context: TreeContext, node: YAMLMap.Parsed, path: Path): MappingNode {
  const own = new Map<string, MappingEntry>();
  const merged = new Map<string, MappingEntry>();
  for (const pair of node.items) {
    const key = buildKey(pair);
    const previous = own.get(key.text);
    if (previous !== undefined) throw duplicateKey(context.source, key, previous.key);
    const value = buildValue(context, pair, key, { parent: path, step: key.text });
    own.set(key.text, { key, value });
    if (isMergeKey(pair)) mergeEntries(context, merged, value, { parent: path, step: key.text });
  }
  for (const [name, entry] of own) if (!isMergeEntry(node, name)) merged.set(name, entry);
  const entries = [...merged.values()];
  const weight = entries.reduce((sum, entry) => sum + 1 + entry.value.weight, 1);
  return { kind: "mapping", start: mappingStart(node), weight, entries };
}

function buildKey(pair: Pair<unknown, unknown>): ScalarNode {
  const key = pair.key;
  if (isScalar(key)) return buildScalar(key);
  throw stopAt("policy/invalid-key", "found an invalid key for this map", separatorOffset(pair) ?? 0);
}

function buildValue(
  context: TreeContext,
  pair: Pair<unknown, unknown>,
  key: ScalarNode,
  path: Path,
): TreeNode {
  if (pair.value !== null) return buildTree(context, pair.value as ParsedNode, path);
  const start = separatorOffset(pair) ?? key.start;
  return { kind: "scalar", start, weight: 1, type: "Null", text: "" };
}

function isMergeKey(pair: Pair<unknown, unknown>): boolean {
  return isScalar(pair.key) && pair.key.type === "PLAIN" && pair.key.value === "<<";
}

function isMergeEntry(node: YAMLMap.Parsed, name: string): boolean {
  return name === "<<" && node.items.some(isMergeKey);
}

/** The first of several merged maps wins; the mapping's own keys win over all of them. */
function mergeEntries(
  context: TreeContext,
  merged: Map<string, MappingEntry>,
  value: TreeNode,
  path: Path,
): void {
  const maps = value.kind === "sequence" ? value.items : [value];
  for (const map of maps) {
    if (map.kind !== "mapping") throw stopAt("policy/invalid-merge", "not an alias", map.start, path);
    context.spent.copies += map.entries.length;
    assertWithinLimits(context, map.start);
    for (const entry of map.entries) if (!merged.has(entry.key.text)) merged.set(entry.key.text, entry);
  }
}

function assertWithinLimits({ spent }: TreeContext, at: number): void {
  if (spent.copies <= LEAST_WEIGHT_LIMIT + EXPANSION_LIMIT * spent.nodes) return;
  throw stopAt("policy/alias-expansion", "document repeats too much of itself through aliases", at);
}

function duplicateKey(source: SourceText, key: ScalarNode, previous: ScalarNode): Error {
  const place = lineColumnText(source, previous.start);
  return stopAt(
    "policy/duplicate-key",
    `mapping key "${key.text}" already defined at [${place}]`,
    key.start,
    undefined,
    "remove one of the two",
  );
}

function offsetOf(node: { readonly range?: readonly [number, number, number] | null }): number {
  return node.range?.[0] ?? 0;
}

function mappingStart(node: YAMLMap.Parsed): number {
  const first = node.items[0];
  const isFlow = node.flow === true;
  return (isFlow || first === undefined ? undefined : separatorOffset(first)) ?? offsetOf(node);
}

function separatorOffset(pair: Pair<unknown, unknown>): number | undefined {
  const token = pair.srcToken as CST.CollectionItem | undefined;
  return token?.sep?.find((piece) => piece.type === "map-value-ind")?.offset;
}
