import { nearestName } from "@orthrus/policy";
import type { Json } from "@orthrus/protocol";
import { type ConfigNode, type ConfigPlace, configPlaceText, isNull } from "./config-node.ts";
import { parseGoDuration } from "./go-duration.ts";
import { isTrueWord, numberOf } from "./resolve-scalar.ts";

/** Reads one kind of value. An absent or null value is the fallback. */
export interface Decoder<T> {
  /** How messages call the type. */
  readonly type: string;
  readonly fallback: T;
  /** Undefined when the node cannot be this type; the caller reports that. Problems further down go to `report`. */
  decode(node: ConfigNode, report: Report): T | undefined;
}

export type Decoded<D> = D extends Decoder<infer T> ? T : never;
type Fields = Readonly<Record<string, Decoder<unknown>>>;
type DecodedFields<F extends Fields> = { readonly [K in keyof F]: Decoded<F[K]> };
type Report = (at: ConfigPlace | undefined, what: string) => void;

export type DecodeResult<T> =
  | { readonly value: T; readonly problem?: never }
  | { readonly value?: never; readonly problem: string };

/**
 * Decodes one section.
 *
 * Shape of a problem: `"yaml: unmarshal errors:\n  orthrus.yaml:7: field foo not found in type server.Conf"`.
 */
export function decodeSection<T>(node: ConfigNode | undefined, decoder: Decoder<T>): DecodeResult<T> {
  const problems: { at: ConfigPlace | undefined; what: string }[] = [];
  const value = decodeOr(node, decoder, (at, what) => problems.push({ at, what }));
  if (problems.length === 0) return { value };
  problems.sort((left, right) => (left.at?.line ?? 0) - (right.at?.line ?? 0));
  const lines = problems.map(({ at, what }) =>
    at === undefined ? `  ${what}` : `  ${configPlaceText(at)}: ${what}`,
  );
  return { problem: ["yaml: unmarshal errors:", ...lines].join("\n") };
}

/** A block with known keys; any other key is a problem. */
export function block<F extends Fields>(type: string, fields: F): Decoder<DecodedFields<F>> {
  return looseBlock(type, fields, (key, at, report) => {
    const guess = nearestName(key, Object.keys(fields));
    const hint =
      guess === undefined ? `known here: ${Object.keys(fields).join(", ")}` : `did you mean \`${guess}\`?`;
    report(at, `field ${key} not found in type ${type}; ${hint}`);
  });
}

/** A block that keeps keys for others: unknown ones are left alone. */
export function openBlock<F extends Fields>(type: string, fields: F): Decoder<DecodedFields<F>> {
  return looseBlock(type, fields, () => undefined);
}

function looseBlock<F extends Fields>(
  type: string,
  fields: F,
  onUnknown: (key: string, at: ConfigPlace | undefined, report: Report) => void,
): Decoder<DecodedFields<F>> {
  const known = new Map(Object.entries(fields));
  const build = (read: (key: string, decoder: Decoder<unknown>) => unknown): DecodedFields<F> =>
    // The keys of `known` are those of F and each value comes from the decoder under its key.
    Object.fromEntries([...known].map(([key, decoder]) => [key, read(key, decoder)])) as DecodedFields<F>;
  return {
    type,
    fallback: build((_key, decoder) => decoder.fallback),
    decode(node, report) {
      if (node.kind !== "map") return undefined;
      for (const key of node.entries.keys()) if (!known.has(key)) onUnknown(key, node.keys?.get(key), report);
      return build((key, decoder) => decodeOr(node.entries.get(key), decoder, report));
    },
  };
}

export function listOf<T>(item: Decoder<T>, fallback: readonly T[] = []): Decoder<readonly T[]> {
  return {
    type: `[]${item.type}`,
    fallback,
    decode(node, report) {
      if (node.kind !== "list") return undefined;
      return node.items.map((below) => decodeOr(below, item, report));
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

function decodeOr<T>(node: ConfigNode | undefined, decoder: Decoder<T>, report: Report): T {
  if (node === undefined || isNull(node)) return decoder.fallback;
  const value = decoder.decode(node, report);
  if (value !== undefined) return value;
  report(
    node.at,
    `cannot unmarshal ${describe(node)} into ${decoder.type}; write ${exampleOf(decoder.type)}`,
  );
  return decoder.fallback;
}

function exampleOf(type: string): string {
  const example = EXAMPLES.get(type);
  if (example !== undefined) return example;
  return type.startsWith("[]") ? "a list: each item on its own line, after `- `" : "keys and values below it";
}

// biome-ignore format: one row per type
const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ["bool",          "`true` or `false`, without quotes"],
  ["int",           "a whole number"],
  ["uint",          "a whole number, 0 or more"],
  ["uint32",        "a whole number from 0 to 4294967295"],
  ["string",        "a single value"],
  ["[]string",      "a list: `[a, b]`"],
  ["time.Duration", "a duration such as `30s`, `5m` or `1h30m`"],
]);

function describe(node: ConfigNode): string {
  if (node.kind === "list") return "!!seq";
  if (node.kind === "map") return "!!map";
  const value = node.text.length > 10 ? `${node.text.slice(0, 7)}...` : node.text;
  return `${node.tag} \`${value}\``;
}
