import { ConfigError } from "./config-error.ts";
import type { ConfigNode, ConfigPlace } from "./config-node.ts";

type Value = string | number | bigint | boolean | null | Value[] | Tree;
type Tree = Map<string, Value>;

const MAX_INDEX = 65_536;

/**
 * Reads `--set` flags. One flag may hold several assignments: it is cut at commas first, `\,` stays one piece.
 *
 * Shape: `["server.cors.allowedOrigins[0]=a", "engine.defaultScope=acme"]` → one map, later assignments win.
 * Throws: `server/config-invalid-override`.
 */
export function parseOverrides(flags: readonly string[]): ConfigNode {
  const tree: Tree = new Map();
  for (const assignment of flags.flatMap(cutAtCommas)) {
    new Assignment(assignment, tree).read();
  }
  return toNode(tree);
}

function cutAtCommas(flag: string): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (let at = 0; at < flag.length; at++) {
    const isEscaped = flag.startsWith("\\,", at);
    if (isEscaped) at++;
    if (flag[at] === "," && !isEscaped) {
      pieces.push(piece);
      piece = "";
    } else piece += flag.charAt(at);
  }
  return [...pieces, piece];
}

/** Reads one text of the grammar `name(.name | [index])*=value`, the grammar of Helm's `--set`. */
class Assignment {
  readonly #text: string;
  readonly #tree: Tree;
  #at = 0;

  constructor(text: string, tree: Tree) {
    this.#text = text;
    this.#tree = tree;
  }

  read(): void {
    while (this.#at < this.#text.length) this.#key(this.#tree);
  }

  #key(target: Tree): void {
    const [name, stop] = this.#word(".[=,");
    if (stop === "=") put(target, name, this.#value());
    else if (stop === "[") put(target, name, this.#item(asList(target.get(name)), this.#index()));
    else if (stop === ".") this.#below(target, name);
    else if (name !== "" || stop === ",") {
      throw this.#failure(
        `key ${JSON.stringify(name)} has no value${stop === "," ? " (cannot end with ,)" : ""}`,
      );
    }
  }

  #below(target: Tree, name: string): void {
    const inner = this.#asTree(target.get(name));
    this.#key(inner);
    if (inner.size === 0) throw this.#failure(`key map ${JSON.stringify(name)} has no value`);
    put(target, name, inner);
  }

  #item(list: Value[], index: number): Value[] {
    const [rest, stop] = this.#word("[.=");
    if (rest !== "") throw this.#failure(`unexpected data at end of array index: ['${rest}']`);
    if (stop === undefined) return list;
    const old = list[index];
    if (stop === "=") list[index] = this.#value();
    else if (stop === "[") list[index] = this.#item(asList(old), this.#index());
    else {
      const inner = this.#asTree(old);
      this.#key(inner);
      list[index] = inner;
    }
    for (let at = 0; at < index; at++) list[at] ??= null;
    return list;
  }

  #index(): number {
    const end = this.#text.indexOf("]", this.#at);
    if (end < 0) throw this.#failure("error parsing index: EOF");
    const digits = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    if (!/^[-+]?[0-9]+$/.test(digits)) {
      throw this.#failure(
        `error parsing index: strconv.Atoi: parsing ${JSON.stringify(digits)}: invalid syntax`,
      );
    }
    const index = Number(digits);
    if (index < 0) throw this.#failure(`negative ${index} index not allowed`);
    if (index > MAX_INDEX) {
      throw this.#failure(`index of ${index} is greater than maximum supported index of ${MAX_INDEX}`);
    }
    return index;
  }

  #value(): Value {
    if (this.#text[this.#at] !== "{") return typed(this.#word(",")[0]);
    this.#at++;
    const items: Value[] = [];
    for (;;) {
      const [word, stop] = this.#word(",}");
      if (stop === undefined) throw this.#failure("list must terminate with '}'");
      if (stop === "," || word !== "" || items.length > 0) items.push(typed(word));
      if (stop === "}") break;
    }
    if (this.#text[this.#at] === ",") this.#at++;
    return items;
  }

  /** Reads up to one of the stop characters; a backslash takes the next character as it is. */
  #word(stops: string): readonly [word: string, stop: string | undefined] {
    let word = "";
    while (this.#at < this.#text.length) {
      const next = this.#text.charAt(this.#at++);
      if (next === "\\") word += this.#text.charAt(this.#at++);
      else if (stops.includes(next)) return [word, next];
      else word += next;
    }
    return [word, undefined];
  }

  #asTree(value: Value | undefined): Tree {
    if (value === undefined || value === null) return new Map();
    if (value instanceof Map) return value;
    const conversion = `interface conversion: interface {} is ${goType(value)}, not map[string]interface {}`;
    throw this.#failure(`unable to parse key: ${conversion}`);
  }

  #failure(what: string): ConfigError {
    return new ConfigError(
      "server/config-invalid-override",
      `failed to parse config override [${this.#text}]: ${what}`,
    );
  }
}

// An assignment to a nameless key says nothing.
function put(target: Tree, name: string, value: Value): void {
  if (name !== "") target.set(name, value);
}

function asList(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

function typed(word: string): Value {
  if (/^true$/i.test(word)) return true;
  if (/^false$/i.test(word)) return false;
  if (/^null$/i.test(word)) return null;
  if (word === "0") return 0;
  if (/^[-+]?[1-9][0-9]*$/.test(word)) {
    const integer = BigInt(word.replace(/^\+/, ""));
    if (BigInt.asIntN(64, integer) === integer) return integer;
  }
  return word;
}

function goType(value: Exclude<Value, null | Tree>): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : "int64";
}

const at: ConfigPlace = { source: "--set" };

function toNode(value: Value): ConfigNode {
  if (value instanceof Map) {
    const entries = [...value].map(([key, below]) => [key, toNode(below)] as const);
    return { kind: "map", at, entries: new Map(entries), keys: new Map(entries.map(([key]) => [key, at])) };
  }
  if (Array.isArray(value)) return { kind: "list", at, items: value.map(toNode) };
  if (value === null) return { kind: "scalar", at, tag: "!!null", text: "" };
  if (typeof value === "string") return { kind: "scalar", at, tag: "!!str", text: value };
  return { kind: "scalar", at, tag: typeof value === "boolean" ? "!!bool" : "!!int", text: String(value) };
}
