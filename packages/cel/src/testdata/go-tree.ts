import type {
  BindExpression,
  CallExpression,
  ComprehensionExpression,
  Expression,
  LiteralExpression,
  OptionalMapExpression,
} from "../syntax/ast.ts";
import { formatDouble } from "../values/go-numbers.ts";
import { decodeUtf8 } from "../values/utf8.ts";

/** Remarks on an expression of a tree, such as `~int`; nothing is remarked by default. */
export type Remark = (expression: Expression) => string;

/**
 * Writes a tree as cel-go's debug output does, to compare the two.
 *
 * Macros of one variable are written out as the loops they stand for, the macros of extensions as the calls that they
 * are where nobody enables the extension, as in the recorded trees.
 */
export function showGoTree(expression: Expression, remark: Remark = () => ""): string {
  return new TreeWriter(remark).write(expression);
}

/** Takes the remarks out of recorded trees. */
export function withoutRemarks(tree: string): string {
  return tree.replace(/\^#\*expr\.\w+#/g, "");
}

class TreeWriter {
  readonly #remark: Remark;

  constructor(remark: Remark) {
    this.#remark = remark;
  }

  write(expression: Expression): string {
    return this.#plain(expression) + this.#remark(expression);
  }

  #plain(expression: Expression): string {
    switch (expression.kind) {
      case "literal":
        return showLiteral(expression);
      case "identifier":
        return (expression.absolute ? "." : "") + expression.name;
      case "select":
        if (expression.optional) return call("_?._", [this.write(expression.of), quoted(expression.name)]);
        return `${this.write(expression.of)}.${expression.name}`;
      case "has":
        return `${this.write(expression.of)}.${expression.name}~test-only~`;
      case "call":
        return this.#call(expression);
      case "list":
        return block(
          "[",
          expression.elements.map(({ value, optional }) => mark(optional) + this.write(value)),
          "]",
        );
      case "map":
        return block(
          "{",
          expression.entries.map(
            ({ key, value, optional }) => `${mark(optional)}${this.write(key)}:${this.write(value)}`,
          ),
          "}",
        );
      case "message":
        return block(
          `${expression.name}{`,
          expression.fields.map(({ name, value, optional }) => `${mark(optional)}${name}:${this.write(value)}`),
          "}",
        );
      case "comprehension":
        return this.#comprehension(expression);
      case "bind":
        return this.#bind(expression);
      case "optional-map":
        return this.#optionalMap(expression);
    }
  }

  #call({ name, target, args, offset }: CallExpression): string {
    const [first] = args;
    // `math.greatest(a, b, c)` keeps its arguments in a list of its own.
    const isPacked =
      args.length === 1 && first?.kind === "list" && first.offset === offset && /^(greatest|least)$/.test(name);
    const written = (isPacked ? first.elements.map(({ value }) => value) : args).map((arg) => this.write(arg));
    return target === undefined ? call(name, written) : `${this.write(target)}.${call(name, written)}`;
  }

  #comprehension(macro: ComprehensionExpression): string {
    const { range, item, second, filter, body } = macro;
    const steps = second === undefined ? loops.get(macro.macro) : undefined;
    if (steps === undefined) {
      const names = second === undefined ? [item.name] : [item.name, second.name];
      const rest = [...(filter ? [filter] : []), body].map((part) => this.write(part));
      return `${this.write(range)}.${call(macro.macro, [...names, ...rest])}`;
    }
    const { start, goOn, step, result } = steps;
    const written = step(this.write(body), item.name);
    const filtered = filter ? choose(this.write(filter), written) : written;
    return loop(item.name, this.write(range), "@result", [start, goOn, filtered, result]);
  }

  #bind({ name, value, body }: BindExpression): string {
    return `cel.${call("bind", [name.name, this.write(value), this.write(body)])}`;
  }

  #optionalMap({ of, item, body, flat }: OptionalMapExpression): string {
    return `${this.write(of)}.${call(flat ? "optFlatMap" : "optMap", [item.name, this.write(body)])}`;
  }
}

interface Loop {
  readonly start: string;
  readonly goOn: string;
  readonly step: (body: string, item: string) => string;
  readonly result: string;
}

const append = (element: string): string => call("_+_", ["@result", block("[", [element], "]")]);
const choose = (test: string, then: string): string => call("_?_:_", [test, then, "@result"]);

const loops: ReadonlyMap<string, Loop> = new Map<string, Loop>([
  [
    "all",
    {
      start: "true",
      goOn: call("@not_strictly_false", ["@result"]),
      step: (body) => call("_&&_", ["@result", body]),
      result: "@result",
    },
  ],
  [
    "exists",
    {
      start: "false",
      goOn: call("@not_strictly_false", [call("!_", ["@result"])]),
      step: (body) => call("_||_", ["@result", body]),
      result: "@result",
    },
  ],
  [
    "existsOne",
    {
      start: "0",
      goOn: "true",
      step: (body) => choose(body, call("_+_", ["@result", "1"])),
      result: call("_==_", ["@result", "1"]),
    },
  ],
  ["map", { start: "[]", goOn: "true", step: append, result: "@result" }],
  [
    "filter",
    { start: "[]", goOn: "true", step: (body, item) => choose(body, append(item)), result: "@result" },
  ],
]);

function loop(item: string, range: string, accumulator: string, parts: readonly string[]): string {
  const titles = ["Init", "LoopCondition", "LoopStep", "Result"];
  const lines = [
    `// Variable\n${item}`,
    `// Target\n${range}`,
    `// Accumulator\n${accumulator}`,
    ...parts.map((part, i) => `// ${titles[i]}\n${part}`),
  ];
  return `__comprehension__(\n${indent(lines.join(",\n"))})`;
}

function call(name: string, args: readonly string[]): string {
  return args.length === 0 ? `${name}()` : block(`${name}(`, args, ")");
}

function block(open: string, parts: readonly string[], close: string): string {
  return parts.length === 0 ? open + close : `${open}\n${indent(parts.join(",\n"))}\n${close}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

function mark(optional: boolean): string {
  return optional ? "?" : "";
}

function showLiteral(literal: LiteralExpression): string {
  switch (literal.type) {
    case "null":
      return "null";
    case "bool":
    case "int":
      return String(literal.value);
    case "uint":
      return `${literal.value}u`;
    case "double":
      return formatDouble(literal.value);
    case "string":
      return quoted(literal.value);
    case "bytes":
      return `b"${quotedBytes(literal.value)}"`;
  }
}

// As Go's `%q`: what cannot be printed is escaped.
function quoted(text: string): string {
  return `"${Array.from(text, (character) => shown(character)).join("")}"`;
}

function quotedBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const [length = 1, character] = [1, 2, 3, 4]
      .map((size) => [size, decodeUtf8(bytes.slice(at, at + size))] as const)
      .find(([, decoded]) => decoded?.length) ?? [1, undefined];
    const isShown = character !== undefined && shown(character) === character;
    text += isShown || (character ?? "\x80") < "\x80" ? shown(character ?? "") : hex(bytes[at] ?? 0, "x", 2);
    at += isShown ? length : 1;
  }
  return text;
}

function shown(character: string): string {
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return hex(point, "x", 2);
  return point < 0x10000 ? hex(point, "u", 4) : hex(point, "U", 8);
}

function hex(value: number, letter: string, digits: number): string {
  return `\\${letter}${value.toString(16).padStart(digits, "0")}`;
}

const shortEscapes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "\x07": "a",
    "\b": "b",
    "\f": "f",
    "\n": "n",
    "\r": "r",
    "\t": "t",
    "\v": "v",
    '"': '"',
    "\\": "\\",
  }).map(([character, letter]) => [character, `\\${letter}`]),
);
