import type { Diagnostic, Report } from "../source/diagnostic.ts";
import { codePointLength } from "../source/source-text.ts";
import type { Expression, ListElement, LiteralExpression, MapEntry } from "./ast.ts";
import { isDeeperThan } from "./expression-depth.ts";
import { type LiteralResult, readBytes, readDouble, readInt, readString, readUint } from "./literals.ts";
import { balanceChain, type LogicOperator } from "./logic-chain.ts";
import { expandMacro } from "./macros.ts";
import { type BinaryOperator, binaryOperators, relationStrength } from "./operators.ts";
import {
  chainTooLong,
  invalidLiteral,
  nestedTooDeeply,
  reservedName,
  textTooLong,
  unsupportedSyntax,
} from "./problems.ts";
import { TokenReader } from "./token-reader.ts";
import { type Token, type TokenKind, tokenize } from "./tokenize.ts";

/** Bounds on what is parsed. */
export interface ParseLimits {
  /** Expressions inside each other. */
  readonly depth: number;
  readonly codePoints: number;
}

const defaultLimits: ParseLimits = { depth: 250, codePoints: 100_000 };

/**
 * Turns text into a tree. The tree is only given when nothing was reported. Problems come in source order.
 *
 * Reports: `cel/syntax`, `cel/limit-exceeded`, `cel/invalid-literal`, `cel/invalid-macro-argument`,
 * `cel/reserved-name`, `cel/unsupported-syntax`.
 */
export function parseExpression(
  text: string,
  report: Report,
  limits: ParseLimits = defaultLimits,
): Expression | undefined {
  const size = text.length > limits.codePoints ? codePointLength(text) : text.length;
  if (size > limits.codePoints) {
    report(textTooLong(size, limits.codePoints));
    return undefined;
  }
  const problems: Diagnostic[] = [];
  const collect: Report = (diagnostic) => {
    problems.push(diagnostic);
  };
  const tokens = new TokenReader(text, tokenize(text, collect), collect);
  const expression = new Parser(tokens, collect, limits.depth).parse();
  if (expression !== undefined && problems.length === 0 && isDeeperThan(expression, limits.depth)) {
    collect(chainTooLong(expression.offset));
  }
  for (const problem of problems.sort((left, right) => left.offset - right.offset)) report(problem);
  return problems.length === 0 ? expression : undefined;
}

/** Ends parsing after a problem that leaves nothing to go on with; it has been reported. */
class GiveUp extends Error {}

/** Comparisons and arithmetic; `&&` and `||` are chains. */
const chainedOperators: ReadonlyMap<TokenKind, BinaryOperator> = new Map(
  binaryOperators.filter(({ strength }) => strength >= relationStrength).map((row) => [row.mark, row]),
);

const reservedWords: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

class Parser {
  readonly #tokens: TokenReader;
  readonly #report: Report;
  readonly #depthLimit: number;
  #depth = 0;

  constructor(tokens: TokenReader, report: Report, depthLimit: number) {
    this.#tokens = tokens;
    this.#report = report;
    this.#depthLimit = depthLimit;
  }

  parse(): Expression | undefined {
    try {
      const expression = this.#expression();
      this.#tokens.expectEnd();
      return expression;
    } catch (failure) {
      if (failure instanceof GiveUp) return undefined;
      throw failure;
    }
  }

  #expression(alsoExpected: readonly TokenKind[] = []): Expression {
    if (++this.#depth > this.#depthLimit) {
      this.#report(nestedTooDeeply(this.#depthLimit, this.#tokens.peek().start));
      throw new GiveUp();
    }
    const test = this.#logicChain("||", "_||_", alsoExpected);
    const question = this.#tokens.accept("?");
    const expression = question === undefined ? test : this.#conditional(test, question);
    this.#depth--;
    return expression;
  }

  #conditional(test: Expression, question: Token): Expression {
    const whenTrue = this.#tokens.within([":"], () => this.#logicChain("||", "_||_"));
    if (!this.#tokens.expect(":", "before-operand")) return test;
    const whenFalse = this.#expression();
    return this.#call("_?_:_", [test, whenTrue, whenFalse], question.start, test.start);
  }

  #logicChain(mark: "||" | "&&", name: LogicOperator, alsoExpected: readonly TokenKind[] = []): Expression {
    const operand = (expected: readonly TokenKind[] = []): Expression =>
      mark === "||" ? this.#logicChain("&&", "_&&_", expected) : this.#binary(relationStrength, expected);
    const terms: [Expression, ...Expression[]] = [operand(alsoExpected)];
    const operators: number[] = [];
    for (let token = this.#tokens.accept(mark); token !== undefined; token = this.#tokens.accept(mark)) {
      operators.push(token.start);
      terms.push(operand());
    }
    return balanceChain(name, terms, operators);
  }

  #binary(minimum: number, alsoExpected: readonly TokenKind[] = []): Expression {
    let left = this.#unary(alsoExpected);
    for (;;) {
      const token = this.#tokens.peek();
      const operator = chainedOperators.get(token.kind);
      if (operator === undefined || operator.strength < minimum) return left;
      this.#tokens.advance();
      left = this.#call(operator.name, [left, this.#binary(operator.strength + 1)], token.start, left.start);
    }
  }

  #unary(alsoExpected: readonly TokenKind[]): Expression {
    const first = this.#tokens.peek();
    if (first.kind !== "!" && first.kind !== "-") return this.#member(alsoExpected);
    if (first.kind === "-" && this.#isNumber(this.#tokens.peekSecond())) return this.#member([]);
    let count = 0;
    while (this.#tokens.accept(first.kind)) count++;
    const operand = this.#member([]);
    if (count % 2 === 0) return operand;
    return this.#call(first.kind === "!" ? "!_" : "-_", [operand], first.start, first.start);
  }

  #member(alsoExpected: readonly TokenKind[]): Expression {
    let of = this.#primary(alsoExpected);
    for (;;) {
      const token = this.#tokens.peek();
      if (token.kind === ".") of = this.#selectOrMethod(of, token);
      else if (token.kind === "[") of = this.#index(of, token);
      else if (token.kind === "{" && qualifiedName(of) !== undefined) of = this.#message(of, token);
      else return of;
    }
  }

  #selectOrMethod(of: Expression, dot: Token): Expression {
    this.#tokens.advance();
    const optional = this.#tokens.accept("?") !== undefined;
    const token = this.#tokens.peek();
    if (token.kind === "escaped") {
      this.#report(unsupportedSyntax("`", token.start));
    } else if (token.kind !== "identifier") {
      this.#tokens.noAlternative(dot, token);
      return of;
    }
    this.#tokens.advance();
    const name = this.#tokens.textOf(token);
    const open = optional ? undefined : this.#tokens.accept("(");
    if (open === undefined) {
      return { kind: "select", of, name, optional, offset: dot.start, start: of.start, end: token.end };
    }
    const args = this.#arguments("ends-member");
    const place = { offset: open.start, start: of.start, end: this.#tokens.previousEnd() };
    return expandMacro({ kind: "call", name, target: of, args, ...place }, this.#report);
  }

  #index(of: Expression, open: Token): Expression {
    this.#tokens.advance();
    const optional = this.#tokens.accept("?") !== undefined;
    const key = this.#tokens.within(["]"], () => this.#expression(optional ? [] : ["?"]));
    this.#tokens.expect("]", "ends-member");
    return this.#call(optional ? "_[?_]" : "_[_]", [of, key], open.start, of.start);
  }

  #message(of: Expression, open: Token): Expression {
    this.#tokens.advance();
    while (this.#tokens.peek().kind !== "}") {
      this.#tokens.accept("?");
      if (!this.#tokens.expect("identifier", "before-operand") || !this.#tokens.expect(":", "before-operand"))
        break;
      this.#tokens.within(["}", ","], () => this.#expression());
      if (this.#tokens.accept(",") === undefined) break;
    }
    this.#tokens.expect("}", "ends-operand");
    const place = { offset: open.start, start: of.start, end: this.#tokens.previousEnd() };
    return { kind: "message", name: qualifiedName(of) ?? "", ...place };
  }

  #primary(alsoExpected: readonly TokenKind[]): Expression {
    const token = this.#tokens.peek();
    switch (token.kind) {
      case "(":
        return this.#parenthesised();
      case "[":
        return this.#list(token);
      case "{":
        return this.#map(token);
      case ".":
      case "identifier":
        return this.#identifierOrCall(token);
      case "true":
      case "false":
        this.#tokens.advance();
        return { kind: "literal", type: "bool", value: token.kind === "true", ...placeOf(token) };
      case "null":
        this.#tokens.advance();
        return { kind: "literal", type: "null", value: null, ...placeOf(token) };
      case "string":
        return this.#literal(readString);
      case "bytes":
        return this.#literal(readBytes);
      case "int":
        return this.#literal(readInt);
      case "uint":
        return this.#literal(readUint);
      case "double":
        return this.#literal(readDouble);
      case "-":
        return this.#negativeNumber(token);
      default:
        return this.#tokens.expectedOperand(alsoExpected) ? this.#member([]) : nothingThere(token);
    }
  }

  #parenthesised(): Expression {
    this.#tokens.advance();
    const inner = this.#tokens.within([")"], () => this.#expression());
    this.#tokens.expect(")", "ends-operand");
    return inner;
  }

  #identifierOrCall(first: Token): Expression {
    const absolute = this.#tokens.accept(".") !== undefined;
    const token = this.#tokens.peek();
    if (token.kind !== "identifier") return this.#noOperand(first, token);
    this.#tokens.advance();
    const name = this.#tokens.textOf(token);
    if (reservedWords.has(name)) this.#report(reservedName(name, token.start));
    const open = this.#tokens.accept("(");
    if (open === undefined) {
      return { kind: "identifier", name, absolute, offset: token.start, start: first.start, end: token.end };
    }
    const args = this.#arguments("ends-operand");
    const place = { offset: open.start, start: first.start, end: this.#tokens.previousEnd() };
    return expandMacro({ kind: "call", name, target: undefined, args, ...place }, this.#report);
  }

  #arguments(end: "ends-operand" | "ends-member"): readonly Expression[] {
    if (this.#tokens.accept(")") !== undefined) return [];
    const argument = (expected: readonly TokenKind[]): Expression =>
      this.#tokens.within([")", ","], () => this.#expression(expected));
    const args = [argument([")"])];
    while (this.#tokens.accept(",") !== undefined) args.push(argument([]));
    this.#tokens.expect(")", end);
    return args;
  }

  #list(open: Token): Expression {
    this.#tokens.advance();
    this.#loneComma("]");
    const elements: ListElement[] = [];
    const alsoExpected: readonly TokenKind[] = ["]", ",", "?"];
    let isClosed = false;
    while (!isClosed && this.#tokens.peek().kind !== "]") {
      if (elements.length > 0 && this.#tokens.peek().kind === "end") break;
      const optional = this.#tokens.accept("?") !== undefined;
      const expected = elements.length === 0 && !optional ? alsoExpected : [];
      elements.push({ optional, value: this.#tokens.within(["]", ","], () => this.#expression(expected)) });
      isClosed = this.#tokens.accept(",") === undefined;
    }
    this.#tokens.expect("]", "ends-operand", isClosed ? [","] : []);
    return { kind: "list", elements, offset: open.start, start: open.start, end: this.#tokens.previousEnd() };
  }

  // The grammar lets a comma end a list even when there is nothing before it.
  #loneComma(closing: TokenKind): void {
    if (this.#tokens.peek().kind === "," && this.#tokens.peekSecond().kind === closing)
      this.#tokens.advance();
  }

  #map(open: Token): Expression {
    this.#tokens.advance();
    this.#loneComma("}");
    const entries: MapEntry[] = [];
    const alsoExpected: readonly TokenKind[] = ["}", ",", "?"];
    let isClosed = false;
    while (!isClosed && this.#tokens.peek().kind !== "}") {
      if (entries.length > 0 && this.#tokens.peek().kind === "end") break;
      const optional = this.#tokens.accept("?") !== undefined;
      const expected = entries.length === 0 && !optional ? alsoExpected : [];
      const key = this.#tokens.within([":"], () => this.#expression(expected));
      if (!this.#tokens.expect(":", "before-operand")) break;
      entries.push({ optional, key, value: this.#tokens.within(["}", ","], () => this.#expression()) });
      isClosed = this.#tokens.accept(",") === undefined;
    }
    this.#tokens.expect("}", "ends-operand", isClosed ? [","] : []);
    return { kind: "map", entries, offset: open.start, start: open.start, end: this.#tokens.previousEnd() };
  }

  #negativeNumber(minus: Token): Expression {
    const number = this.#tokens.peekSecond();
    if (!this.#isNumber(number)) return this.#noOperand(minus, number);
    this.#tokens.advance();
    return this.#literal(number.kind === "int" ? readInt : readDouble, minus);
  }

  #literal(read: (text: string) => LiteralResult, from: Token = this.#tokens.peek()): LiteralExpression {
    const last = this.#tokens.peek();
    this.#tokens.advance();
    const place = { offset: from.start, start: from.start, end: last.end };
    const sign = from === last ? "" : "-";
    const result = read(sign + this.#tokens.textOf(last));
    if ("literal" in result) return { kind: "literal", ...result.literal, ...place };
    this.#report(invalidLiteral(result.problem, place.offset));
    return { kind: "literal", type: "null", value: null, ...place };
  }

  #noOperand(first: Token, last: Token): Expression {
    this.#tokens.noAlternative(first, last);
    return nothingThere(last);
  }

  #isNumber({ kind }: Token): boolean {
    return kind === "int" || kind === "double";
  }

  #call(name: string, args: readonly Expression[], offset: number, start: number): Expression {
    return { kind: "call", name, target: undefined, args, offset, start, end: this.#tokens.previousEnd() };
  }
}

/** Shape: `a.b.C` → `"a.b.C"`; anything but a chain of names → `undefined`. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.optional) return undefined;
  const prefix = qualifiedName(expression.of);
  return prefix && `${prefix}.${expression.name}`;
}

function nothingThere({ start, end }: Token): Expression {
  return { kind: "literal", type: "null", value: null, offset: start, start, end };
}

function placeOf({ start, end }: Token): { offset: number; start: number; end: number } {
  return { offset: start, start, end };
}
