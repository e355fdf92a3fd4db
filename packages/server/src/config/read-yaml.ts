import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from "yaml";
import { ConfigError } from "./config-error.ts";
import type { ConfigMap, ConfigNode, ConfigPlace, ConfigScalar } from "./config-node.ts";
import { configPlaceText } from "./config-node.ts";
import { resolveScalar } from "./resolve-scalar.ts";

const SOURCE = "failed to load config: couldn't merge YAML sources: couldn't decode source";

/**
 * Reads the first document of a YAML (or JSON) text; an empty text is a null scalar. `source` is what messages call it.
 *
 * Throws: `server/config-invalid-yaml`.
 */
export function readYaml(text: string, source = ""): ConfigNode {
  const reader = new Reader(text, source);
  return reader.read();
}

interface Anchors {
  resolve(alias: Node): Node | undefined;
}

class Reader {
  readonly #text: string;
  readonly #source: string;
  readonly #lines = new LineCounter();
  readonly #open = new Set<Node>();

  constructor(text: string, source: string) {
    this.#text = text;
    this.#source = source;
  }

  read(): ConfigNode {
    const [document] = parseAllDocuments<ParsedNode>(this.#text, {
      schema: "failsafe",
      uniqueKeys: false,
      lineCounter: this.#lines,
      logLevel: "silent",
    });
    if (document === undefined) return { kind: "scalar", tag: "!!null", text: "" };
    const [error] = "errors" in document ? document.errors : [];
    if (error) {
      const line = error.linePos?.[0].line ?? 1;
      throw notYaml(`${configPlaceText({ source: this.#source, line })}: ${firstClause(error.message)}`);
    }
    const anchors: Anchors = { resolve: (alias) => (isAlias(alias) ? alias.resolve(document) : alias) };
    return this.#node(document.contents, anchors);
  }

  #node(node: Node | null, anchors: Anchors): ConfigNode {
    if (node === null) return { kind: "scalar", tag: "!!null", text: "" };
    if (isAlias(node)) return this.#node(anchors.resolve(node) ?? null, anchors);
    if (isScalar(node)) return { ...scalar(node), at: this.#placeOf(node) };
    // An anchor may contain itself; such a document has no end.
    if (this.#open.has(node)) throw notYaml(`${this.#at(node)}: anchor contains itself`);
    this.#open.add(node);
    const read = this.#collection(node, anchors);
    this.#open.delete(node);
    return read;
  }

  #collection(node: Node, anchors: Anchors): ConfigNode {
    if (isSeq<Node>(node))
      return {
        kind: "list",
        at: this.#placeOf(node),
        items: node.items.map((item) => this.#node(item, anchors)),
      };
    if (isMap<Node, Node | null>(node)) return this.#map(node, anchors);
    throw notYaml(`${this.#at(node)}: unexpected node`);
  }

  #map(node: YAMLMap<Node, Node | null>, anchors: Anchors): ConfigMap {
    const merged = new Map<string, ConfigNode>();
    const entries = new Map<string, ConfigNode>();
    const keys = new Map<string, ConfigPlace>();
    for (const { key, value } of node.items) {
      const name = this.#key(key, anchors);
      const read = this.#node(value, anchors);
      if (name === "<<") {
        for (const [inherited, node_] of mergedEntries(read)) {
          if (!merged.has(inherited)) merged.set(inherited, node_);
          if (!keys.has(inherited)) keys.set(inherited, this.#placeOf(key));
        }
        continue;
      }
      if (entries.has(name)) {
        throw notYaml(
          `unmarshal errors:\n  ${this.#at(key)}: key ${JSON.stringify(name)} already set in map`,
        );
      }
      entries.set(name, read);
      keys.set(name, this.#placeOf(key));
    }
    return { kind: "map", at: this.#placeOf(node), entries: new Map([...merged, ...entries]), keys };
  }

  #key(key: Node, anchors: Anchors): string {
    const read = this.#node(key, anchors);
    if (read.kind === "scalar") return read.tag === "!!null" ? "" : read.text;
    throw notYaml(`${this.#at(key)}: a key must be a scalar`);
  }

  #placeOf(node: Node): ConfigPlace {
    return { source: this.#source, line: this.#lines.linePos(node.range?.[0] ?? 0).line };
  }

  /** How messages call the place of a node. */
  #at(node: Node): string {
    return configPlaceText(this.#placeOf(node));
  }
}

function mergedEntries(node: ConfigNode): Iterable<[string, ConfigNode]> {
  if (node.kind === "map") return node.entries;
  if (node.kind === "list") return node.items.flatMap((item) => [...mergedEntries(item)]);
  return [];
}

function scalar(node: Scalar): ConfigScalar {
  const text = typeof node.value === "string" ? node.value : String(node.value ?? "");
  const isPlain = (node.type ?? Scalar.PLAIN) === Scalar.PLAIN && !node.tag?.endsWith(":str");
  return { kind: "scalar", tag: isPlain ? resolveScalar(text) : "!!str", text };
}

function firstClause(message: string): string {
  const [line = message] = message.split("\n");
  return line.replace(/ at line \d+, column \d+:?$/, "");
}

function notYaml(what: string): ConfigError {
  return new ConfigError("server/config-invalid-yaml", `${SOURCE}: yaml: ${what}`);
}
