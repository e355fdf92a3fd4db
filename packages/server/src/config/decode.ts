import type { Json } from "@orthrus/protocol";
import { type ConfigList, type ConfigMap, type ConfigNode, isNull, sortedEntries } from "./config-node.ts";
import { parseGoDuration } from "./go-duration.ts";
import { isTrueWord, numberOf } from "./resolve-scalar.ts";

/** Reads one kind of value. An absent or null value is the fallback. */
export interface Decoder<T> {
  /** How messages call the type. */
  readonly type: string;
  readonly fallback: T;
  /** Undefined when the node cannot be this type; the caller reports that. Problems further down go to `report`. */
  decode(node: ConfigNode, line: number, report: Report): T | undefined;
}

export type Decoded<D> = D extends Decoder<infer T> ? T : never;
type Fields = Readonly<Record<string, Decoder<unknown>>>;
type DecodedFields<F extends Fields> = { readonly [K in keyof F]: Decoded<F[K]> };
type Report = (line: number, what: string) => void;

export type DecodeResult<T> =
  | { readonly value: T; readonly problem?: never }
  | { readonly value?: never; readonly problem: string };

/**
 * Decodes one section; lines are those of the section alone, written with one key per line in sorted order.
 *
 * Shape of a problem: `"yaml: unmarshal errors:\n  line 1: field foo not found in type server.Conf"`.
 */
export function decodeSection<T>(node: ConfigNode | undefined, decoder: Decoder<T>): DecodeResult<T> {
  const problems: { line: number; what: string }[] = [];
  const value = decodeOr(node, decoder, 1, (line, what) => problems.push({ line, what }));
  if (problems.length === 0) return { value };
  problems.sort((a, b) => a.line - b.line);
  return {
    problem: ["yaml: unmarshal errors:", ...problems.map((p) => `  line ${p.line}: ${p.what}`)].join("\n"),
  };
}

/** A block with known keys; any other key is a problem. */
export function block<F extends Fields>(type: string, fields: F): Decoder<DecodedFields<F>> {
  return looseBlock(type, fields, (key, line, report) =>
    report(line, `field ${key} not found in type ${type}`),
  );
}

/** A block that keeps keys for others: unknown ones are left alone. */
export function openBlock<F extends Fields>(type: string, fields: F): Decoder<DecodedFields<F>> {
  return looseBlock(type, fields, () => undefined);
}

function looseBlock<F extends Fields>(
  type: string,
  fields: F,
  onUnknown: (key: string, line: number, report: Report) => void,
): Decoder<DecodedFields<F>> {
  const known = new Map(Object.entries(fields));
  const build = (read: (key: string, decoder: Decoder<unknown>) => unknown): DecodedFields<F> =>
    // The keys of `known` are those of F and each value comes from the decoder under its key.
    Object.fromEntries([...known].map(([key, decoder]) => [key, read(key, decoder)])) as DecodedFields<F>;
  return {
    type,
    fallback: build((_key, decoder) => decoder.fallback),
    decode(node, line, report) {
      if (node.kind !== "map") return undefined;
      const lines = entryLines(node, line);
      for (const [key, at] of lines) if (!known.has(key)) onUnknown(key, at, report);
      return build((key, decoder) => {
        const below = node.entries.get(key);
        return decodeOr(below, decoder, valueLine(below, lines.get(key) ?? line), report);
      });
    },
  };
}

export function listOf<T>(item: Decoder<T>, fallback: readonly T[] = []): Decoder<readonly T[]> {
  return {
    type: `[]${item.type}`,
    fallback,
    decode(node, line, report) {
      if (node.kind !== "list") return undefined;
      let at = line;
      return node.items.map((below) => {
        const start = at;
        at += height(below);
        return decodeOr(below, item, start, report);
      });
    },
  };
}

/** Any text; numbers and booleans are taken as they are written. */
export function text(fallback: string): Decoder<string> {
  return { type: "string", fallback, decode: (node) => (node.kind === "scalar" ? node.text : undefined) };
}

export function boolean(fallback: boolean): Decoder<boolean> {
  return {
    type: "bool",
    fallback,
    decode: (node) => (node.kind === "scalar" && node.tag === "!!bool" ? isTrueWord(node.text) : undefined),
  };
}

export function integer(type: "int" | "uint" | "uint32", fallback: number): Decoder<number> {
  const lowest = type === "int" ? Number.MIN_SAFE_INTEGER : 0;
  const highest = type === "uint32" ? 2 ** 32 - 1 : Number.MAX_SAFE_INTEGER;
  return {
    type,
    fallback,
    decode(node) {
      if (node.kind !== "scalar" || (node.tag !== "!!int" && node.tag !== "!!float")) return undefined;
      const value = Math.trunc(numberOf(node.text));
      return value >= lowest && value <= highest ? value : undefined;
    },
  };
}

/** A Go duration, or a bare number of nanoseconds; decoded to milliseconds. */
export function durationMs(fallback: number): Decoder<number> {
  return {
    type: "time.Duration",
    fallback,
    decode(node) {
      if (node.kind !== "scalar") return undefined;
      if (node.tag === "!!str") return parseGoDuration(node.text);
      if (node.tag !== "!!int" && node.tag !== "!!float") return undefined;
      const nanoseconds = numberOf(node.text);
      return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : undefined;
    },
  };
}

/** A map with keys and values of any kind. */
export function anyMap(): Decoder<ReadonlyMap<string, Json>> {
  return {
    type: "map[string]interface {}",
    fallback: new Map(),
    decode(node) {
      if (node.kind !== "map") return undefined;
      return new Map([...node.entries].map(([key, value]) => [key, toJson(value)]));
    },
  };
}

/** A value that may be absent, which is different from every value it can have. */
export function optional<T>(decoder: Decoder<T>): Decoder<T | undefined> {
  return { ...decoder, fallback: undefined };
}

function toJson(node: ConfigNode): Json {
  if (node.kind === "list") return node.items.map(toJson);
  // `fromEntries` makes own properties, whatever they are called.
  if (node.kind === "map")
    return Object.fromEntries([...node.entries].map(([key, value]) => [key, toJson(value)]));
  switch (node.tag) {
    case "!!str":
      return node.text;
    case "!!bool":
      return isTrueWord(node.text);
    case "!!null":
      return null;
    case "!!int":
    case "!!float":
      return numberOf(node.text);
  }
}

function decodeOr<T>(node: ConfigNode | undefined, decoder: Decoder<T>, line: number, report: Report): T {
  if (node === undefined || isNull(node)) return decoder.fallback;
  const value = decoder.decode(node, line, report);
  if (value !== undefined) return value;
  report(line, `cannot unmarshal ${describe(node)} into ${decoder.type}`);
  return decoder.fallback;
}

function describe(node: ConfigNode): string {
  if (node.kind === "list") return "!!seq";
  if (node.kind === "map") return "!!map";
  const value = node.text.length > 10 ? `${node.text.slice(0, 7)}...` : node.text;
  return `${node.tag} \`${value}\``;
}

function entryLines(map: ConfigMap, start: number): ReadonlyMap<string, number> {
  let line = start;
  return new Map(
    sortedEntries(map).map(([key, value]) => {
      const at = line;
      line = valueLine(value, at) + height(value);
      return [key, at];
    }),
  );
}

/** Where the value of a key starts: collections below the key, all else beside it. */
function valueLine(value: ConfigNode | undefined, keyLine: number): number {
  if (value === undefined || value.kind === "scalar") return keyLine;
  return isEmpty(value) ? keyLine : keyLine + 1;
}

function isEmpty(node: ConfigList | ConfigMap): boolean {
  return node.kind === "list" ? node.items.length === 0 : node.entries.size === 0;
}

function height(node: ConfigNode): number {
  if (node.kind === "scalar")
    return node.text.includes("\n") ? 1 + node.text.replace(/\n$/, "").split("\n").length : 1;
  if (isEmpty(node)) return 1;
  if (node.kind === "list") return node.items.reduce((sum, item) => sum + height(item), 0);
  let total = 0;
  for (const value of node.entries.values()) total += valueLine(value, 0) + height(value);
  return total;
}
