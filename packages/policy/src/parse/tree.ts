/**
 * What a document holds, each node with its place. Aliases share the node they name, so a tree may be a graph
 * without cycles; `weight` says how many nodes there are when the sharing is undone.
 */
export type TreeNode = ScalarNode | SequenceNode | MappingNode;

export type ScalarType = "String" | "Integer" | "Float" | "Bool" | "Null" | "Infinity" | "Nan";

export interface ScalarNode {
  readonly kind: "scalar";
  readonly start: number;
  readonly weight: 1;
  readonly type: ScalarType;
  /** Decoded for strings, as written for everything else. */
  readonly text: string;
}

export interface SequenceNode {
  readonly kind: "sequence";
  readonly start: number;
  readonly weight: number;
  readonly items: readonly TreeNode[];
}

export interface MappingNode {
  readonly kind: "mapping";
  /** COMPAT(cerbos): a block mapping starts at the colon after its first key, a flow mapping at its brace. */
  readonly start: number;
  readonly weight: number;
  /** Merged entries first, keys unique. */
  readonly entries: readonly MappingEntry[];
}

export interface MappingEntry {
  readonly key: ScalarNode;
  readonly value: TreeNode;
}

/** What error texts call a node. */
export function nodeTypeName(node: TreeNode): string {
  switch (node.kind) {
    case "scalar":
      return node.type;
    case "sequence":
      return "Sequence";
    case "mapping":
      return "Mapping";
  }
}
