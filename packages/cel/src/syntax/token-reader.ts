import type { Report } from "../source/diagnostic.ts";
import { nameTokens, startsOperand } from "./expected-tokens.ts";
import { binaryOperators } from "./operators.ts";
import { skippedTooMuch, syntaxError } from "./problems.ts";
import type { Token, TokenKind } from "./tokenize.ts";

const operators: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...binaryOperators.map(({ mark }) => mark),
  "?",
]);
const selectors: ReadonlySet<TokenKind> = new Set<TokenKind>([".", "["]);
const literalWords: ReadonlySet<TokenKind> = new Set<TokenKind>(["true", "false", "null"]);

/** What a token is expected for: it decides what may come after it. */
export type Position =
  /** Between the parts of a choice or of a map entry: an operand follows. */
  | "before-operand"
  /** At the end of brackets that are an operand themselves. */
  | "ends-operand"
  /** At the end of brackets after an operand. */
  | "ends-member";

/** What the parser is inside of: brackets that begin an operand, brackets after one, or a choice. */
export type Nesting = "operand" | "member" | "choice";

interface Level {
  readonly nesting: Nesting;
  readonly mayFollow: readonly TokenKind[];
}

/** Ends parsing after a problem that leaves nothing to go on with; it has been reported. */
export class GiveUp extends Error {}

// COMPAT(cerbos): so often does its parser recover, and so many tokens does it skip at once.
const attemptLimit = 30;
const skipLimit = 256;

/** The rules of the reference's grammar that take care of an error; a second one in the same rule and place moves on. */
type Rule = "choice" | "unary" | "member" | "primary";

/**
 * The tokens of a text, one after the other.
 *
 * Where a token does not fit it goes on as the reference's parser does: it leaves one out, thinks one is there, or skips
 * to one that may follow, with the words for each. Nothing is reported then until a token fits again.
 * Reports: `cel/syntax`.
 * Throws: `GiveUp`, after too many of them.
 */
export class TokenReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #report: Report;
  readonly #end: Token;
  /** The brackets and choices around this place, with what may follow the expression inside each. */
  readonly #enclosing: Level[] = [];
  #next = 0;
  #isRecovering = false;
  #attempts = 0;
  #failedAt = -1;
  readonly #failedRules = new Set<Rule>();

  constructor(text: string, tokens: readonly Token[], report: Report) {
    this.#text = text;
    this.#tokens = tokens;
    this.#report = report;
    this.#end = { kind: "end", start: text.length, end: text.length };
  }

  peek(): Token {
    return this.#tokens[this.#next] ?? this.#end;
  }

  peekSecond(): Token {
    return this.#tokens[this.#next + 1] ?? this.#end;
  }

  advance(): void {
    this.#next++;
    this.#isRecovering = false;
    this.#failedAt = -1;
  }

  /** Takes the next token when it is of this kind. */
  accept(kind: TokenKind): Token | undefined {
    const token = this.peek();
    if (token.kind !== kind) return undefined;
    this.advance();
    return token;
  }

  /** Parses what is inside brackets or between the parts of a choice, after which only these tokens may follow. */
  within<T>(nesting: Nesting, mayFollow: readonly TokenKind[], parse: () => T): T {
    this.#enclosing.push({ nesting, mayFollow });
    const parsed = parse();
    this.#enclosing.pop();
    return parsed;
  }

  /** Tells whether names with dots between them lead to a `{`, as before the fields of a message. */
  endsInBrace(): boolean {
    let at = this.#next;
    while (this.#tokens[at]?.kind === "." && this.#tokens[at + 1]?.kind === "identifier") at += 2;
    return this.#tokens[at]?.kind === "{";
  }

  previousEnd(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0;
  }

  textOf(token: Token): string {
    return this.#text.slice(token.start, token.end);
  }

  /** Takes a token that has to be there. Tells whether it was, or could be thought to be. */
  expect(kind: TokenKind, position: Position): boolean {
    if (this.accept(kind) !== undefined) return true;
    this.#countAttempt();
    const token = this.peek();
    const expected = nameTokens([kind]);
    if (this.peekSecond().kind === kind) {
      this.#leaveOut(token, expected);
      this.advance();
      return true;
    }
    if (this.#mayFollow(token.kind, position)) {
      this.#problem(`missing ${expected} at ${this.#shown(token)}`, token);
      return true;
    }
    this.#mismatch(token, expected, rules[position]);
    return false;
  }

  /** Takes the end of a list, map or message: a bracket that may have a comma before it. */
  expectClosing(kind: TokenKind, isAfterComma: boolean): void {
    if (isAfterComma || this.#isRecovering) {
      this.expect(kind, "ends-operand");
      return;
    }
    const closing: readonly TokenKind[] = [kind, ","];
    const token = this.peek();
    if (closing.includes(token.kind)) {
      if (this.accept(",") !== undefined) this.expect(kind, "ends-operand");
      else this.advance();
    } else if (closing.includes(this.peekSecond().kind)) {
      this.#leaveOut(token, nameTokens(closing));
      this.expectClosing(kind, this.accept(",") !== undefined);
    } else {
      this.#mismatch(token, nameTokens(closing), "primary");
    }
  }

  /**
   * Tells whether something begins here that starts with one of these tokens, or does when a token is left out.
   * Otherwise goes on after what is around.
   */
  begins(starts: ReadonlySet<TokenKind>, rule: Rule): boolean {
    const token = this.peek();
    if (starts.has(token.kind)) return true;
    const expected = nameTokens([...starts]);
    if (!this.#isRecovering && starts.has(this.peekSecond().kind)) {
      this.#leaveOut(token, expected);
      return true;
    }
    this.#mismatch(token, expected, rule);
    return false;
  }

  /** Looks for the operand of `!`. Tells whether there is one. */
  seekOperand(): boolean {
    const token = this.peek();
    if (startsOperand.has(token.kind)) return true;
    this.#problem(
      `extraneous input ${this.#shown(token)} expecting ${nameTokens([...startsOperand])}`,
      token,
    );
    this.#skip(new Set([...startsOperand, ...this.#around("unary")]));
    return startsOperand.has(this.peek().kind);
  }

  /** Reports that nothing begins with the tokens from `first` to `last`. */
  noAlternative(first: Token, last: Token, rule: Rule): void {
    this.#problem(`no viable alternative at input '${this.#input(first, last)}'`, last);
    this.#recover(rule);
  }

  /** Reports that what comes after a dot is no name. */
  noName(dot: Token, token: Token, rule: Rule): void {
    // COMPAT(cerbos): only without a space between the two.
    const isWord = literalWords.has(token.kind) && token.start === dot.end;
    if (isWord) {
      this.#problem(`mismatched input ${this.#shown(token)} expecting IDENTIFIER`, token);
      this.#recover(rule);
    } else {
      this.noAlternative(dot, token, rule);
    }
  }

  expectEnd(): void {
    const token = this.peek();
    if (token.kind === "end") return;
    const word = this.peekSecond().kind === "end" ? "extraneous" : "mismatched";
    this.#problem(`${word} input ${this.#shown(token)} expecting <EOF>`, token);
  }

  /** From one token to another, with the space between but without what is no token. */
  #input(first: Token, last: Token): string {
    const kept = this.#tokens.filter(({ start }) => start >= first.start && start <= last.start);
    const between = this.#text.slice(first.end, last.start).match(/^(?:\s|\/\/[^\n]*)+/)?.[0] ?? "";
    return kept.map((token) => this.textOf(token)).join(between);
  }

  #leaveOut(token: Token, expected: string): void {
    this.#problem(`extraneous input ${this.#shown(token)} expecting ${expected}`, token);
    this.advance();
  }

  #mismatch(token: Token, expected: string, rule: Rule): void {
    this.#problem(`mismatched input ${this.#shown(token)} expecting ${expected}`, token);
    this.#recover(rule);
  }

  #mayFollow(kind: TokenKind, position: Position): boolean {
    if (position === "before-operand") return startsOperand.has(kind);
    return (
      operators.has(kind) ||
      selectors.has(kind) ||
      (this.#enclosing.at(-1)?.mayFollow ?? ["end"]).includes(kind)
    );
  }

  #problem(message: string, at: Token): void {
    if (!this.#isRecovering) this.#report(syntaxError(message, at.start));
    this.#isRecovering = true;
  }

  /** Goes on at a token that may follow in the rule or in something around. */
  #recover(rule: Rule): void {
    this.#countAttempt();
    if (this.#failedAt !== this.#next) this.#failedRules.clear();
    else if (this.#failedRules.has(rule)) this.#next++;
    this.#failedAt = this.#next;
    this.#failedRules.add(rule);
    this.#skip(this.#around(rule));
  }

  #countAttempt(): void {
    if (this.#attempts++ < attemptLimit) return;
    this.#report(syntaxError(`error recovery attempt limit exceeded: ${attemptLimit}`, this.peek().start));
    throw new GiveUp();
  }

  #around(rule: Rule): ReadonlySet<TokenKind> {
    const isOperand = rule === "primary" || this.#enclosing.some(({ nesting }) => nesting === "operand");
    const ends = this.#enclosing.flatMap(({ mayFollow }) => mayFollow);
    return new Set<TokenKind>([...operators, "end", ...ends, ...(isOperand ? selectors : [])]);
  }

  #skip(until: ReadonlySet<TokenKind>): void {
    const start = this.#next;
    while (this.peek().kind !== "end" && !until.has(this.peek().kind)) this.#next++;
    if (this.#next - start <= skipLimit) return;
    this.#report(skippedTooMuch(skipLimit));
    throw new GiveUp();
  }

  #shown(token: Token): string {
    return token.kind === "end" ? "'<EOF>'" : `'${this.textOf(token)}'`;
  }
}

const rules: { readonly [position in Position]: Rule } = {
  "before-operand": "choice",
  "ends-operand": "primary",
  "ends-member": "member",
};
