/** A configuration as text says it: nothing is decoded yet, numbers keep their spelling. */
export type ConfigNode = ConfigScalar | ConfigList | ConfigMap;

/** Where something was written. */
export interface ConfigPlace {
  /** A file, or the flag that overrides it; `""` for a text without a name. */
  readonly source: string;
  /** Counted from 1; absent for flags. */
  readonly line?: number;
}

export interface ConfigScalar {
  readonly kind: "scalar";
  readonly at?: ConfigPlace;
  readonly tag: ScalarTag;
  /** As written, without quotes. */
  readonly text: string;
}

export interface ConfigList {
  readonly kind: "list";
  readonly at?: ConfigPlace;
  readonly items: readonly ConfigNode[];
}

export interface ConfigMap {
  readonly kind: "map";
  readonly at?: ConfigPlace;
  readonly entries: ReadonlyMap<string, ConfigNode>;
  /** Of the keys, by name. */
  readonly keys?: ReadonlyMap<string, ConfigPlace>;
}

export type ScalarTag = "!!str" | "!!int" | "!!float" | "!!bool" | "!!null";

export const EMPTY_MAP: ConfigMap = { kind: "map", entries: new Map() };

export function isNull(node: ConfigNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.tag === "!!null");
}

export function stringNode(text: string): ConfigScalar {
  return { kind: "scalar", tag: "!!str", text };
}

/** Shape: `orthrus.yaml:7`, `--set`; of a text without a name `line 7`. */
export function configPlaceText({ source, line }: ConfigPlace): string {
  if (line === undefined) return source;
  return source === "" ? `line ${line}` : `${source}:${line}`;
}

/** The order in which keys are expanded. */
export function sortedEntries(map: ConfigMap): readonly (readonly [string, ConfigNode])[] {
  return [...map.entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
