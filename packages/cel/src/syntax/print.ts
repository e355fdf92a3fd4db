import type { ComprehensionExpression, Expression, Literal } from "./ast.ts";
import { balanceChain, type LogicOperator } from "./logic-chain.ts";
import {
  type BinaryOperator,
  binaryOperators,
  choiceStrength,
  memberStrength,
  unaryStrength,
} from "./operators.ts";

/**
 * Writes a tree as text that parses to the same tree.
 *
 * Shape: one space around binary operators, parentheses only where needed, strings in double quotes.
 */
export function printExpression(expression: Expression): string {
  return print(expression, 0);
}

const binaryByName: ReadonlyMap<string, BinaryOperator> = new Map(
  binaryOperators.map((row) => [row.name, row]),
);

/** Writes an expression, in parentheses when it binds weaker than what is around it. */
function print(expression: Expression, around: number): string {
  switch (expression.kind) {
    case "literal":
      return printLiteral(expression);
    case "identifier":
      return (expression.absolute ? "." : "") + expression.name;
    case "select":
      return `${printTarget(expression.of)}.${expression.optional ? "?" : ""}${expression.name}`;
    case "has":
      return `has(${printTarget(expression.of)}.${expression.name})`;
    case "call":
      return printCall(expression.name, expression.target, expression.args, around);
    case "list":
      return `[${expression.elements.map(({ optional, value }) => (optional ? "?" : "") + print(value, 0)).join(", ")}]`;
    case "map":
      return `{${expression.entries
        .map(({ optional, key, value }) => `${optional ? "?" : ""}${print(key, 0)}: ${print(value, 0)}`)
        .join(", ")}}`;
    case "message":
      return `${expression.name}{${expression.fields
        .map(({ optional, name, value }) => `${optional ? "?" : ""}${name}: ${print(value, 0)}`)
        .join(", ")}}`;
    case "comprehension":
      return printComprehension(expression);
    case "bind":
      return `cel.bind(${expression.name.name}, ${print(expression.value, 0)}, ${print(expression.body, 0)})`;
    case "optional-map": {
      const macro = expression.flat ? "optFlatMap" : "optMap";
      return `${printTarget(expression.of)}.${macro}(${expression.item.name}, ${print(expression.body, 0)})`;
    }
  }
}

// A number before a dot would read as another number.
function printTarget(expression: Expression): string {
  const text = print(expression, memberStrength);
  const isNumber = expression.kind === "literal" && /^(?:int|uint|double)$/.test(expression.type);
  return isNumber ? `(${text})` : text;
}

function printCall(
  name: string,
  target: Expression | undefined,
  args: readonly Expression[],
  around: number,
): string {
  const [first, second, third] = args;
  if (target !== undefined) return `${printTarget(target)}.${name}(${printAll(args)})`;
  if (first !== undefined && second !== undefined) {
    const binary = binaryByName.get(name);
    if (binary !== undefined && isLogic(name)) {
      return printLogic(binary, flatTerms(name, first, second), around);
    }
    if (binary !== undefined) {
      const { mark, strength } = binary;
      return wrap(`${print(first, strength)} ${mark} ${print(second, strength + 1)}`, strength, around);
    }
    if (name === "_[_]") return `${printTarget(first)}[${print(second, 0)}]`;
    if (name === "_[?_]") return `${printTarget(first)}[?${print(second, 0)}]`;
    if (name === "_?_:_" && third !== undefined) {
      return wrap(
        `${print(first, choiceStrength + 1)} ? ${print(second, choiceStrength + 1)} : ${print(third, choiceStrength)}`,
        choiceStrength,
        around,
      );
    }
  }
  if (first !== undefined && name === "!_") return printUnary("!", first, around);
  if (first !== undefined && name === "-_") return printUnary("-", first, around);
  return `${name}(${printAll(args)})`;
}

// The operand of `-` is wrapped when its text starts a number, which would swallow the sign.
function printUnary(mark: "!" | "-", operand: Expression, around: number): string {
  const text = print(operand, memberStrength);
  const isSigned = mark === "-" && /^[-.0-9]/.test(text);
  return wrap(mark + (isSigned ? `(${text})` : text), unaryStrength, around);
}

function isLogic(name: string): name is LogicOperator {
  return name === "_&&_" || name === "_||_";
}

function printLogic(
  { mark, strength }: BinaryOperator,
  terms: readonly Expression[],
  around: number,
): string {
  const text = terms.map((term) => print(term, strength + 1)).join(` ${mark} `);
  return wrap(text, strength, around);
}

// The terms written without parentheses, when parsing them gives this tree again; else the two sides.
function flatTerms(
  name: LogicOperator,
  left: Expression,
  right: Expression,
): readonly [Expression, ...Expression[]] {
  const terms: Expression[] = [];
  collectTerms(name, left, terms);
  collectTerms(name, right, terms);
  const [first, ...rest] = terms;
  if (first === undefined) return [left, right];
  const flat = balanceChain(name, [first, ...rest], new Array(rest.length).fill(0));
  const isSame =
    flat.kind === "call" && sameShape(name, flat.args[0], left) && sameShape(name, flat.args[1], right);
  return isSame ? [first, ...rest] : [left, right];
}

function collectTerms(name: string, expression: Expression, terms: Expression[]): void {
  if (expression.kind !== "call" || expression.name !== name) terms.push(expression);
  else for (const argument of expression.args) collectTerms(name, argument, terms);
}

function sameShape(name: string, flat: Expression | undefined, tree: Expression | undefined): boolean {
  if (flat === tree) return true;
  if (flat?.kind !== "call" || tree?.kind !== "call" || flat.name !== name || tree.name !== name)
    return false;
  return sameShape(name, flat.args[0], tree.args[0]) && sameShape(name, flat.args[1], tree.args[1]);
}

function printAll(expressions: readonly Expression[]): string {
  return expressions.map((expression) => print(expression, 0)).join(", ");
}

function wrap(text: string, strength: number, around: number): string {
  return strength < around ? `(${text})` : text;
}

function printComprehension({ macro, range, item, second, filter, body }: ComprehensionExpression): string {
  const names = second === undefined ? item.name : `${item.name}, ${second.name}`;
  const parts = filter === undefined ? [body] : [filter, body];
  const name = macro === "existsOne" ? "exists_one" : macro;
  return `${printTarget(range)}.${name}(${names}, ${printAll(parts)})`;
}

function printLiteral(literal: Literal): string {
  switch (literal.type) {
    case "null":
      return "null";
    case "bool":
    case "int":
      return String(literal.value);
    case "uint":
      return `${literal.value}u`;
    case "double":
      return printDouble(literal.value);
    case "string":
      return quote(literal.value);
    case "bytes":
      return `b"${Array.from(literal.value, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`;
  }
}

function printDouble(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /^-?[0-9]+$/.test(text) ? `${text}.0` : text.replace("e+", "e");
}

function quote(text: string): string {
  const escaped = text.replace(/[\\"\p{Cc}]/gu, (character) => {
    const simple = simpleEscapes.get(character);
    return simple ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
