import type { Report } from "../source/diagnostic.ts";
import { codePointLength } from "../source/source-text.ts";
import type { Expression, ListElement, LiteralExpression, MapEntry } from "./ast.ts";
import { isDeeperThan } from "./expression-depth.ts";
import { type LiteralResult, readBytes, readDouble, readInt, readString, readUint } from "./literals.ts";
import { balanceChain, type LogicOperator } from "./logic-chain.ts";
import { expandMacro } from "./macros.ts";
import {
  chainTooLong,
  invalidLiteral,
  nestedTooDeeply,
  reservedName,
  syntaxError,
  textTooLong,
  unsupportedSyntax,
} from "./problems.ts";
import { type Token, type TokenKind, tokenize } from "./tokenize.ts";

// One concept, the grammar, so it stays in one file.

/** Bounds on what is parsed. */
export interface ParseLimits {
  /** Expressions inside each other. */
  readonly depth: number;
  readonly codePoints: number;
}

const defaultLimits: ParseLimits = { depth: 250, codePoints: 100_000 };

/**
 * Turns text into a tree. The tree is only given when nothing was reported.
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
  let problems = 0;
  const counted: Report = (diagnostic) => {
    problems++;
    report(diagnostic);
  };
  const expression = new Parser(text, tokenize(text, counted), counted, limits.depth).parse();
  if (expression !== undefined && problems === 0 && isDeeperThan(expression, limits.depth)) {
    counted(chainTooLong(expression.offset));
  }
  return problems === 0 ? expression : undefined;
}

/** Ends parsing after a problem that leaves nothing to go on with; it has been reported. */
class GiveUp extends Error {}

const binaryOperators: ReadonlyMap<TokenKind, { readonly name: string; readonly level: number }> = new Map([
  ["<", { name: "_<_", level: 1 }],
  ["<=", { name: "_<=_", level: 1 }],
  [">", { name: "_>_", level: 1 }],
  [">=", { name: "_>=_", level: 1 }],
  ["==", { name: "_==_", level: 1 }],
  ["!=", { name: "_!=_", level: 1 }],
  ["in", { name: "@in", level: 1 }],
  ["+", { name: "_+_", level: 2 }],
  ["-", { name: "_-_", level: 2 }],
  ["*", { name: "_*_", level: 3 }],
  ["/", { name: "_/_", level: 3 }],
  ["%", { name: "_%_", level: 3 }],
]);

const operandStarts: readonly string[] = ["'['", "'{'", "'('", "'.'", "'-'", "'!'"];
const operandRest: readonly string[] = [
  ...["'true'", "'false'", "'null'"],
  ...["NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES", "IDENTIFIER"],
];
const startsOperand: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(["[", "{", "(", ".", "-", "!", "true", "false", "null"] as const),
  ...(["double", "int", "uint", "string", "bytes", "identifier"] as const),
]);
const followsOperand: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...binaryOperators.keys(),
  ...(["&&", "||", "?", ":", ")", "]", "}", ",", "end"] as const),
]);

const reservedWords: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #report: Report;
  readonly #depthLimit: number;
  readonly #end: Token;
  #next = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], report: Report, depthLimit: number) {
    this.#text = text;
    this.#tokens = tokens;
    this.#report = report;
    this.#depthLimit = depthLimit;
    this.#end = { kind: "end", start: text.length, end: text.length };
  }

  parse(): Expression | undefined {
    try {
      const expression = this.#expression();
      if (this.#peek().kind !== "end") this.#unexpectedEnd();
      return expression;
    } catch (failure) {
      if (failure instanceof GiveUp) return undefined;
      throw failure;
    }
  }

  #expression(alsoExpected: readonly string[] = []): Expression {
    if (++this.#depth > this.#depthLimit) {
      this.#report(nestedTooDeeply(this.#depthLimit, this.#peek().start));
      throw new GiveUp();
    }
    const test = this.#logicChain("||", "_||_", alsoExpected);
    const question = this.#accept("?");
    const expression = question === undefined ? test : this.#conditional(test, question);
    this.#depth--;
    return expression;
  }

  #conditional(test: Expression, question: Token): Expression {
    const then = this.#logicChain("||", "_||_");
    this.#expect(":");
    const otherwise = this.#expression();
    return this.#call("_?_:_", [test, then, otherwise], question.start, test.start);
  }

  #logicChain(mark: "||" | "&&", name: LogicOperator, alsoExpected: readonly string[] = []): Expression {
    const operand = (expected: readonly string[] = []): Expression =>
      mark === "||" ? this.#logicChain("&&", "_&&_", expected) : this.#binary(1, expected);
    const terms: [Expression, ...Expression[]] = [operand(alsoExpected)];
    const operators: number[] = [];
    for (let token = this.#accept(mark); token !== undefined; token = this.#accept(mark)) {
      operators.push(token.start);
      terms.push(operand());
    }
    return balanceChain(name, terms, operators);
  }

  #binary(minimum: number, alsoExpected: readonly string[] = []): Expression {
    let left = this.#unary(alsoExpected);
    for (;;) {
      const token = this.#peek();
      const operator = binaryOperators.get(token.kind);
      if (operator === undefined || operator.level < minimum) return left;
      this.#next++;
      left = this.#call(operator.name, [left, this.#binary(operator.level + 1)], token.start, left.start);
    }
  }

  #unary(alsoExpected: readonly string[]): Expression {
    const first = this.#peek();
    if (first.kind !== "!" && first.kind !== "-") return this.#member(alsoExpected);
    if (first.kind === "-" && this.#isNumber(this.#tokens[this.#next + 1])) return this.#member([]);
    let count = 0;
    while (this.#accept(first.kind)) count++;
    const operand = this.#member([]);
    if (count % 2 === 0) return operand;
    return this.#call(first.kind === "!" ? "!_" : "-_", [operand], first.start, first.start);
  }

  #member(alsoExpected: readonly string[]): Expression {
    let of = this.#primary(alsoExpected);
    for (;;) {
      const token = this.#peek();
      if (token.kind === ".") of = this.#selectOrMethod(of, token);
      else if (token.kind === "[") of = this.#index(of, token);
      else if (token.kind === "{" && qualifiedName(of) !== undefined) of = this.#message(of, token);
      else return of;
    }
  }

  #selectOrMethod(of: Expression, dot: Token): Expression {
    this.#next++;
    const optional = this.#accept("?") !== undefined;
    const token = this.#peek();
    if (token.kind === "escaped") {
      this.#report(unsupportedSyntax("`", token.start));
    } else if (token.kind !== "identifier") {
      this.#noAlternative(dot, token);
      return of;
    }
    this.#next++;
    const name = this.#textOf(token);
    const open = optional ? undefined : this.#accept("(");
    if (open === undefined) {
      return { kind: "select", of, name, optional, offset: dot.start, start: of.start, end: token.end };
    }
    const args = this.#arguments();
    const place = { offset: open.start, start: of.start, end: this.#previousEnd() };
    return expandMacro({ kind: "call", name, target: of, args, ...place }, this.#report);
  }

  #index(of: Expression, open: Token): Expression {
    this.#next++;
    const optional = this.#accept("?") !== undefined;
    const key = this.#expression(optional ? [] : ["'?'"]);
    this.#expect("]");
    return this.#call(optional ? "_[?_]" : "_[_]", [of, key], open.start, of.start);
  }

  #message(of: Expression, open: Token): Expression {
    this.#next++;
    while (this.#peek().kind !== "}") {
      this.#accept("?");
      this.#expect("identifier");
      this.#expect(":");
      this.#expression();
      if (this.#accept(",") === undefined) break;
    }
    this.#expect("}");
    const place = { offset: open.start, start: of.start, end: this.#previousEnd() };
    return { kind: "message", name: qualifiedName(of) ?? "", ...place };
  }

  #primary(alsoExpected: readonly string[]): Expression {
    const token = this.#peek();
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
        this.#next++;
        return { kind: "literal", type: "bool", value: token.kind === "true", ...placeOf(token) };
      case "null":
        this.#next++;
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
        return this.#operandExpected(token, alsoExpected);
    }
  }

  #parenthesised(): Expression {
    this.#next++;
    const inner = this.#expression();
    this.#expect(")");
    return inner;
  }

  #identifierOrCall(first: Token): Expression {
    const absolute = this.#accept(".") !== undefined;
    const token = this.#peek();
    if (token.kind !== "identifier") return this.#noOperand(first, token);
    this.#next++;
    const name = this.#textOf(token);
    if (reservedWords.has(name)) this.#report(reservedName(name, token.start));
    const open = this.#accept("(");
    if (open === undefined) {
      return { kind: "identifier", name, absolute, offset: token.start, start: first.start, end: token.end };
    }
    const args = this.#arguments();
    const place = { offset: open.start, start: first.start, end: this.#previousEnd() };
    return expandMacro({ kind: "call", name, target: undefined, args, ...place }, this.#report);
  }

  #arguments(): readonly Expression[] {
    if (this.#accept(")") !== undefined) return [];
    const args = [this.#expression(["')'"])];
    while (this.#accept(",") !== undefined) args.push(this.#expression());
    this.#expect(")");
    return args;
  }

  #list(open: Token): Expression {
    this.#next++;
    const elements: ListElement[] = [];
    while (this.#peek().kind !== "]" && this.#peek().kind !== "end") {
      const optional = this.#accept("?") !== undefined;
      elements.push({ optional, value: this.#expression() });
      if (this.#accept(",") === undefined) {
        this.#expect("]", ["','"]);
        return { kind: "list", elements, offset: open.start, start: open.start, end: this.#previousEnd() };
      }
    }
    this.#expect("]");
    return { kind: "list", elements, offset: open.start, start: open.start, end: this.#previousEnd() };
  }

  #map(open: Token): Expression {
    this.#next++;
    const entries: MapEntry[] = [];
    while (this.#peek().kind !== "}" && this.#peek().kind !== "end") {
      const optional = this.#accept("?") !== undefined;
      const key = this.#expression();
      this.#expect(":");
      entries.push({ optional, key, value: this.#expression() });
      if (this.#accept(",") === undefined) break;
    }
    this.#expect("}");
    return { kind: "map", entries, offset: open.start, start: open.start, end: this.#previousEnd() };
  }

  #negativeNumber(minus: Token): Expression {
    const number = this.#tokens[this.#next + 1];
    if (!this.#isNumber(number)) return this.#noOperand(minus, number ?? minus);
    this.#next++;
    return this.#literal(number.kind === "int" ? readInt : readDouble, minus);
  }

  #literal(read: (text: string) => LiteralResult, from: Token = this.#peek()): LiteralExpression {
    const last = this.#peek();
    this.#next++;
    const place = { offset: from.start, start: from.start, end: last.end };
    const sign = from === last ? "" : "-";
    const result = read(sign + this.#textOf(last));
    if ("literal" in result) return { kind: "literal", ...result.literal, ...place };
    this.#report(invalidLiteral(result.problem, place.offset));
    return { kind: "literal", type: "null", value: null, ...place };
  }

  #isNumber(token: Token | undefined): token is Token {
    return token?.kind === "int" || token?.kind === "double";
  }

  #call(name: string, args: readonly Expression[], offset: number, start: number): Expression {
    return { kind: "call", name, target: undefined, args, offset, start, end: this.#previousEnd() };
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#end;
  }

  #accept(kind: TokenKind): Token | undefined {
    const token = this.#peek();
    if (token.kind !== kind) return undefined;
    this.#next++;
    return token;
  }

  #previousEnd(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0;
  }

  #textOf(token: Token): string {
    return this.#text.slice(token.start, token.end);
  }

  // The rest speaks about wrong text: delete a token, insert one, or give up, with the words for each.

  #expect(kind: TokenKind, others: readonly string[] = []): void {
    if (this.#accept(kind) !== undefined) return;
    const token = this.#peek();
    const name = kind === "identifier" ? "IDENTIFIER" : `'${kind}'`;
    const expected = others.length === 0 ? name : `{${[name, ...others].join(", ")}}`;
    if (this.#tokens[this.#next + 1]?.kind === kind) {
      this.#report(syntaxError(`extraneous input ${this.#shown(token)} expecting ${expected}`, token.start));
      this.#next += 2;
      return;
    }
    if (others.length === 0 && isClosing(kind) && followsOperand.has(token.kind)) {
      this.#report(syntaxError(`missing ${name} at ${this.#shown(token)}`, token.start));
      if (token.kind !== "end") return;
    } else {
      this.#report(syntaxError(`mismatched input ${this.#shown(token)} expecting ${expected}`, token.start));
    }
    throw new GiveUp();
  }

  #operandExpected(token: Token, alsoExpected: readonly string[]): Expression {
    const [before, after] = alsoExpected.includes("')'") ? ["')'", undefined] : [undefined, alsoExpected[0]];
    const starts = operandStarts.toSpliced(3, 0, ...(before ? [before] : []));
    const expected = `{${[...starts, ...(after ? [after] : []), ...operandRest].join(", ")}}`;
    const next = this.#tokens[this.#next + 1];
    if (next !== undefined && startsOperand.has(next.kind)) {
      this.#report(syntaxError(`extraneous input ${this.#shown(token)} expecting ${expected}`, token.start));
      this.#next++;
      return this.#member([]);
    }
    this.#report(syntaxError(`mismatched input ${this.#shown(token)} expecting ${expected}`, token.start));
    throw new GiveUp();
  }

  #noAlternative(first: Token, token: Token): void {
    const input = this.#text.slice(first.start, token.kind === "end" ? first.end : token.end);
    this.#report(syntaxError(`no viable alternative at input '${input}'`, token.start));
    while (!followsOperand.has(this.#peek().kind)) this.#next++;
  }

  #noOperand(first: Token, token: Token): never {
    this.#noAlternative(first, token);
    throw new GiveUp();
  }

  #unexpectedEnd(): void {
    const token = this.#peek();
    const word = this.#tokens[this.#next + 1]?.kind === "end" ? "extraneous" : "mismatched";
    this.#report(syntaxError(`${word} input ${this.#shown(token)} expecting <EOF>`, token.start));
  }

  #shown(token: Token): string {
    return token.kind === "end" ? "'<EOF>'" : `'${this.#textOf(token)}'`;
  }
}

/** Shape: `a.b.C` → `"a.b.C"`; anything but a chain of names → `undefined`. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.optional) return undefined;
  const prefix = qualifiedName(expression.of);
  return prefix && `${prefix}.${expression.name}`;
}

function isClosing(kind: TokenKind): boolean {
  return kind === ")" || kind === "]" || kind === "}";
}

function placeOf({ start, end }: Token): { offset: number; start: number; end: number } {
  return { offset: start, start, end };
}
