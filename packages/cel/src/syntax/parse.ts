import type { Diagnostic, Report } from "../source/diagnostic.ts";
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
  const expression = new Parser(text, tokenize(text, collect), collect, limits.depth).parse();
  if (expression !== undefined && problems.length === 0 && isDeeperThan(expression, limits.depth)) {
    collect(chainTooLong(expression.offset));
  }
  for (const problem of problems.sort((left, right) => left.offset - right.offset)) report(problem);
  return problems.length === 0 ? expression : undefined;
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

/** Tokens as messages name them, in the order in which messages list them. */
const tokenNames: ReadonlyMap<TokenKind, string> = new Map<TokenKind, string>([
  ...(["[", "]", "{", "}", "(", ")", ".", ",", "-", "!", "?", ":", "true", "false", "null"] as const).map(
    (kind) => [kind, `'${kind}'`] as const,
  ),
  ["double", "NUM_FLOAT"],
  ["int", "NUM_INT"],
  ["uint", "NUM_UINT"],
  ["string", "STRING"],
  ["bytes", "BYTES"],
  ["identifier", "IDENTIFIER"],
]);

const startsOperand: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(["[", "{", "(", ".", "-", "!", "true", "false", "null"] as const),
  ...(["double", "int", "uint", "string", "bytes", "identifier"] as const),
]);
const operatorKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...binaryOperators.keys(),
  "&&",
  "||",
  "?",
]);
const selectors: ReadonlySet<TokenKind> = new Set<TokenKind>([".", "["]);

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
  /** What may follow the expression inside each bracket or choice around this place. */
  readonly #enclosing: (readonly TokenKind[])[] = [["end"]];
  #next = 0;
  #depth = 0;
  /** After a problem nothing is reported until a token fits again. */
  #isRecovering = false;

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

  #expression(alsoExpected: readonly TokenKind[] = []): Expression {
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
    const whenTrue = this.#within([":"], () => this.#logicChain("||", "_||_"));
    if (!this.#expect(":", [], startsOperand)) return test;
    const whenFalse = this.#expression();
    return this.#call("_?_:_", [test, whenTrue, whenFalse], question.start, test.start);
  }

  #logicChain(mark: "||" | "&&", name: LogicOperator, alsoExpected: readonly TokenKind[] = []): Expression {
    const operand = (expected: readonly TokenKind[] = []): Expression =>
      mark === "||" ? this.#logicChain("&&", "_&&_", expected) : this.#binary(1, expected);
    const terms: [Expression, ...Expression[]] = [operand(alsoExpected)];
    const operators: number[] = [];
    for (let token = this.#accept(mark); token !== undefined; token = this.#accept(mark)) {
      operators.push(token.start);
      terms.push(operand());
    }
    return balanceChain(name, terms, operators);
  }

  #binary(minimum: number, alsoExpected: readonly TokenKind[] = []): Expression {
    let left = this.#unary(alsoExpected);
    for (;;) {
      const token = this.#peek();
      const operator = binaryOperators.get(token.kind);
      if (operator === undefined || operator.level < minimum) return left;
      this.#advance();
      left = this.#call(operator.name, [left, this.#binary(operator.level + 1)], token.start, left.start);
    }
  }

  #unary(alsoExpected: readonly TokenKind[]): Expression {
    const first = this.#peek();
    if (first.kind !== "!" && first.kind !== "-") return this.#member(alsoExpected);
    if (first.kind === "-" && this.#isNumber(this.#tokens[this.#next + 1])) return this.#member([]);
    let count = 0;
    while (this.#accept(first.kind)) count++;
    const operand = this.#member([]);
    if (count % 2 === 0) return operand;
    return this.#call(first.kind === "!" ? "!_" : "-_", [operand], first.start, first.start);
  }

  #member(alsoExpected: readonly TokenKind[]): Expression {
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
    this.#advance();
    const optional = this.#accept("?") !== undefined;
    const token = this.#peek();
    if (token.kind === "escaped") {
      this.#report(unsupportedSyntax("`", token.start));
    } else if (token.kind !== "identifier") {
      this.#noAlternative(dot, token);
      return of;
    }
    this.#advance();
    const name = this.#textOf(token);
    const open = optional ? undefined : this.#accept("(");
    if (open === undefined) {
      return { kind: "select", of, name, optional, offset: dot.start, start: of.start, end: token.end };
    }
    const args = this.#arguments(false);
    const place = { offset: open.start, start: of.start, end: this.#previousEnd() };
    return expandMacro({ kind: "call", name, target: of, args, ...place }, this.#report);
  }

  #index(of: Expression, open: Token): Expression {
    this.#advance();
    const optional = this.#accept("?") !== undefined;
    const key = this.#within(["]"], () => this.#expression(optional ? [] : ["?"]));
    this.#expectClosing("]", false);
    return this.#call(optional ? "_[?_]" : "_[_]", [of, key], open.start, of.start);
  }

  #message(of: Expression, open: Token): Expression {
    this.#advance();
    while (this.#peek().kind !== "}") {
      this.#accept("?");
      if (!this.#expect("identifier") || !this.#expect(":", [], startsOperand)) break;
      this.#within(["}", ","], () => this.#expression());
      if (this.#accept(",") === undefined) break;
    }
    this.#expectClosing("}");
    const place = { offset: open.start, start: of.start, end: this.#previousEnd() };
    return { kind: "message", name: qualifiedName(of) ?? "", ...place };
  }

  #primary(alsoExpected: readonly TokenKind[]): Expression {
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
        this.#advance();
        return { kind: "literal", type: "bool", value: token.kind === "true", ...placeOf(token) };
      case "null":
        this.#advance();
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
    this.#advance();
    const inner = this.#within([")"], () => this.#expression());
    this.#expectClosing(")");
    return inner;
  }

  #identifierOrCall(first: Token): Expression {
    const absolute = this.#accept(".") !== undefined;
    const token = this.#peek();
    if (token.kind !== "identifier") return this.#noOperand(first, token);
    this.#advance();
    const name = this.#textOf(token);
    if (reservedWords.has(name)) this.#report(reservedName(name, token.start));
    const open = this.#accept("(");
    if (open === undefined) {
      return { kind: "identifier", name, absolute, offset: token.start, start: first.start, end: token.end };
    }
    const args = this.#arguments(true);
    const place = { offset: open.start, start: first.start, end: this.#previousEnd() };
    return expandMacro({ kind: "call", name, target: undefined, args, ...place }, this.#report);
  }

  #arguments(isPrimary: boolean): readonly Expression[] {
    if (this.#accept(")") !== undefined) return [];
    const argument = (expected: readonly TokenKind[]): Expression =>
      this.#within([")", ","], () => this.#expression(expected));
    const args = [argument([")"])];
    while (this.#accept(",") !== undefined) args.push(argument([]));
    this.#expectClosing(")", isPrimary);
    return args;
  }

  #list(open: Token): Expression {
    this.#advance();
    this.#loneComma("]");
    const elements: ListElement[] = [];
    const alsoExpected: readonly TokenKind[] = ["]", ",", "?"];
    let isClosed = false;
    while (!isClosed && this.#peek().kind !== "]") {
      if (elements.length > 0 && this.#peek().kind === "end") break;
      const optional = this.#accept("?") !== undefined;
      const expected = elements.length === 0 && !optional ? alsoExpected : [];
      elements.push({ optional, value: this.#within(["]", ","], () => this.#expression(expected)) });
      isClosed = this.#accept(",") === undefined;
    }
    this.#expect("]", isClosed ? [","] : [], this.#afterPrimary());
    return { kind: "list", elements, offset: open.start, start: open.start, end: this.#previousEnd() };
  }

  // The grammar lets a comma end a list even when there is nothing before it.
  #loneComma(closing: TokenKind): void {
    if (this.#peek().kind === "," && this.#tokens[this.#next + 1]?.kind === closing) this.#advance();
  }

  #map(open: Token): Expression {
    this.#advance();
    this.#loneComma("}");
    const entries: MapEntry[] = [];
    const alsoExpected: readonly TokenKind[] = ["}", ",", "?"];
    let isClosed = false;
    while (!isClosed && this.#peek().kind !== "}") {
      if (entries.length > 0 && this.#peek().kind === "end") break;
      const optional = this.#accept("?") !== undefined;
      const expected = entries.length === 0 && !optional ? alsoExpected : [];
      const key = this.#within([":"], () => this.#expression(expected));
      if (!this.#expect(":", [], startsOperand)) break;
      entries.push({ optional, key, value: this.#within(["}", ","], () => this.#expression()) });
      isClosed = this.#accept(",") === undefined;
    }
    this.#expect("}", isClosed ? [","] : [], this.#afterPrimary());
    return { kind: "map", entries, offset: open.start, start: open.start, end: this.#previousEnd() };
  }

  #negativeNumber(minus: Token): Expression {
    const number = this.#tokens[this.#next + 1];
    if (!this.#isNumber(number)) return this.#noOperand(minus, number ?? minus);
    this.#advance();
    return this.#literal(number.kind === "int" ? readInt : readDouble, minus);
  }

  #literal(read: (text: string) => LiteralResult, from: Token = this.#peek()): LiteralExpression {
    const last = this.#peek();
    this.#advance();
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
    this.#advance();
    return token;
  }

  #advance(): void {
    this.#next++;
    this.#isRecovering = false;
  }

  #within<T>(mayFollow: readonly TokenKind[], parse: () => T): T {
    this.#enclosing.push(mayFollow);
    const parsed = parse();
    this.#enclosing.pop();
    return parsed;
  }

  #previousEnd(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0;
  }

  #textOf(token: Token): string {
    return this.#text.slice(token.start, token.end);
  }

  // The rest speaks about wrong text, as a parser does that goes on: delete a token, insert one, or skip to one that
  // may follow, with the words for each.

  #expectClosing(kind: TokenKind, isPrimary = true): void {
    this.#expect(kind, [], this.#afterPrimary(), isPrimary);
  }

  /** Tells whether the token was there, or could be thought to be. */
  #expect(
    kind: TokenKind,
    others: readonly TokenKind[] = [],
    mayFollow: ReadonlySet<TokenKind> = new Set(),
    isPrimary = true,
  ): boolean {
    if (this.#accept(kind) !== undefined) return true;
    const token = this.#peek();
    const expected = nameTokens([kind, ...others]);
    if (this.#tokens[this.#next + 1]?.kind === kind) {
      this.#problem(`extraneous input ${this.#shown(token)} expecting ${expected}`, token);
      this.#next++;
      this.#advance();
      return true;
    }
    if (others.length === 0 && mayFollow.has(token.kind)) {
      this.#problem(`missing ${expected} at ${this.#shown(token)}`, token);
      return true;
    }
    this.#problem(`mismatched input ${this.#shown(token)} expecting ${expected}`, token);
    this.#skip(isPrimary);
    return false;
  }

  #operandExpected(token: Token, alsoExpected: readonly TokenKind[]): Expression {
    const expected = nameTokens([...startsOperand, ...alsoExpected]);
    const next = this.#tokens[this.#next + 1];
    if (next !== undefined && startsOperand.has(next.kind)) {
      this.#problem(`extraneous input ${this.#shown(token)} expecting ${expected}`, token);
      this.#next++;
      return this.#member([]);
    }
    this.#problem(`mismatched input ${this.#shown(token)} expecting ${expected}`, token);
    this.#skip(false);
    return nothingThere(token);
  }

  #noAlternative(first: Token, token: Token): void {
    const input = this.#text.slice(first.start, token.kind === "end" ? first.end : token.end);
    this.#problem(`no viable alternative at input '${input}'`, token);
    this.#skip(false);
  }

  #noOperand(first: Token, token: Token): Expression {
    this.#noAlternative(first, token);
    return nothingThere(token);
  }

  #unexpectedEnd(): void {
    const token = this.#peek();
    const word = this.#tokens[this.#next + 1]?.kind === "end" ? "extraneous" : "mismatched";
    this.#problem(`${word} input ${this.#shown(token)} expecting <EOF>`, token);
  }

  #problem(message: string, at: Token): void {
    if (!this.#isRecovering) this.#report(syntaxError(message, at.start));
    this.#isRecovering = true;
  }

  /** Goes on at a token that may follow here or in something around. */
  #skip(isPrimary: boolean): void {
    const around = new Set(this.#enclosing.flat());
    for (;;) {
      const { kind } = this.#peek();
      if (operatorKinds.has(kind) || around.has(kind) || (isPrimary && selectors.has(kind))) return;
      this.#next++;
    }
  }

  #afterPrimary(): ReadonlySet<TokenKind> {
    return new Set([...operatorKinds, ...selectors, ...(this.#enclosing.at(-1) ?? [])]);
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

/** Shape: one token `')'`, several `{']', ','}`. */
function nameTokens(kinds: readonly TokenKind[]): string {
  const names = [...tokenNames].flatMap(([kind, name]) => (kinds.includes(kind) ? [name] : []));
  return names.length === 1 ? names.join() : `{${names.join(", ")}}`;
}

function nothingThere({ start, end }: Token): Expression {
  return { kind: "literal", type: "null", value: null, offset: start, start, end };
}

function placeOf({ start, end }: Token): { offset: number; start: number; end: number } {
  return { offset: start, start, end };
}
