/** A configuration as text says it: nothing is decoded yet, numbers keep their spelling. */
export type ConfigNode = ConfigScalar | ConfigList | ConfigMap;

export interface ConfigScalar {
  readonly kind: "scalar";
  readonly tag: ScalarTag;
  /** As written, without quotes. */
  readonly text: string;
}

export interface ConfigList {
  readonly kind: "list";
  readonly items: readonly ConfigNode[];
}

export interface ConfigMap {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, ConfigNode>;
}

export type ScalarTag = "!!str" | "!!int" | "!!float" | "!!bool" | "!!null";

export const EMPTY_MAP: ConfigMap = { kind: "map", entries: new Map() };

export function isNull(node: ConfigNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.tag === "!!null");
}

export function stringNode(text: string): ConfigScalar {
  return { kind: "scalar", tag: "!!str", text };
}

/** The order in which keys are counted in messages and expanded. */
export function sortedEntries(map: ConfigMap): readonly (readonly [string, ConfigNode])[] {
  return [...map.entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
