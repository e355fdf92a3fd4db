import type { Report } from "../source/diagnostic.ts";
import { binaryOperators } from "./operators.ts";
import { syntaxError } from "./problems.ts";
import type { Token, TokenKind } from "./tokenize.ts";

/** Tokens that an expression can begin with. */
const startsOperand: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...(["[", "{", "(", ".", "-", "!", "true", "false", "null"] as const),
  ...(["double", "int", "uint", "string", "bytes", "identifier"] as const),
]);

const operators: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...binaryOperators.map(({ mark }) => mark),
  "?",
]);
const selectors: ReadonlySet<TokenKind> = new Set<TokenKind>([".", "["]);

/** What a token is expected for: it decides what may come after it. */
export type Position =
  /** Between the parts of a choice or of a map entry: an operand follows. */
  | "before-operand"
  /** At the end of brackets that are an operand themselves. */
  | "ends-operand"
  /** At the end of brackets after an operand. */
  | "ends-member";

/**
 * The tokens of a text, one after the other.
 *
 * Where a token does not fit it goes on as the reference's parser does: it leaves one out, thinks one is there, or skips
 * to one that may follow, with the words for each. Nothing is reported then until a token fits again.
 * Reports: `cel/syntax`.
 */
export class TokenReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #report: Report;
  readonly #end: Token;
  /** What may follow the expression inside each bracket or choice around this place. */
  readonly #enclosing: (readonly TokenKind[])[] = [["end"]];
  #next = 0;
  #isRecovering = false;

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
  }

  /** Takes the next token when it is of this kind. */
  accept(kind: TokenKind): Token | undefined {
    const token = this.peek();
    if (token.kind !== kind) return undefined;
    this.advance();
    return token;
  }

  /** Parses what is inside brackets or between the parts of a choice, after which only these tokens may follow. */
  within<T>(mayFollow: readonly TokenKind[], parse: () => T): T {
    this.#enclosing.push(mayFollow);
    const parsed = parse();
    this.#enclosing.pop();
    return parsed;
  }

  previousEnd(): number {
    return this.#tokens[this.#next - 1]?.end ?? 0;
  }

  textOf(token: Token): string {
    return this.#text.slice(token.start, token.end);
  }

  /** Takes a token that has to be there. Tells whether it was, or could be thought to be. */
  expect(kind: TokenKind, position: Position, alsoExpected: readonly TokenKind[] = []): boolean {
    if (this.accept(kind) !== undefined) return true;
    const token = this.peek();
    const expected = nameTokens([kind, ...alsoExpected]);
    if (this.peekSecond().kind === kind) {
      this.#problem(`extraneous input ${this.#shown(token)} expecting ${expected}`, token);
      this.#next++;
      this.advance();
      return true;
    }
    if (alsoExpected.length === 0 && this.#mayFollow(token.kind, position)) {
      this.#problem(`missing ${expected} at ${this.#shown(token)}`, token);
      return true;
    }
    this.#problem(`mismatched input ${this.#shown(token)} expecting ${expected}`, token);
    this.#skip(position !== "ends-member");
    return false;
  }

  /** Reports that no expression begins here. Tells whether one does when the token is left out. */
  expectedOperand(alsoExpected: readonly TokenKind[]): boolean {
    const token = this.peek();
    const expected = nameTokens([...startsOperand, ...alsoExpected]);
    if (startsOperand.has(this.peekSecond().kind)) {
      this.#problem(`extraneous input ${this.#shown(token)} expecting ${expected}`, token);
      this.#next++;
      return true;
    }
    this.#problem(`mismatched input ${this.#shown(token)} expecting ${expected}`, token);
    this.#skip(false);
    return false;
  }

  /** Reports that nothing begins with the tokens from `first` to `last`. */
  noAlternative(first: Token, last: Token): void {
    const input = this.#text.slice(first.start, last.kind === "end" ? first.end : last.end);
    this.#problem(`no viable alternative at input '${input}'`, last);
    this.#skip(false);
  }

  expectEnd(): void {
    const token = this.peek();
    if (token.kind === "end") return;
    const word = this.peekSecond().kind === "end" ? "extraneous" : "mismatched";
    this.#problem(`${word} input ${this.#shown(token)} expecting <EOF>`, token);
  }

  #mayFollow(kind: TokenKind, position: Position): boolean {
    if (position === "before-operand") return startsOperand.has(kind);
    return operators.has(kind) || selectors.has(kind) || (this.#enclosing.at(-1)?.includes(kind) ?? false);
  }

  #problem(message: string, at: Token): void {
    if (!this.#isRecovering) this.#report(syntaxError(message, at.start));
    this.#isRecovering = true;
  }

  /** Goes on at a token that may follow here or in something around. */
  #skip(alsoSelectors: boolean): void {
    const around = new Set(this.#enclosing.flat());
    for (;;) {
      const { kind } = this.peek();
      if (operators.has(kind) || around.has(kind) || (alsoSelectors && selectors.has(kind))) return;
      this.#next++;
    }
  }

  #shown(token: Token): string {
    return token.kind === "end" ? "'<EOF>'" : `'${this.textOf(token)}'`;
  }
}

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

/** Shape: one token `')'`, several `{']', ','}`. */
function nameTokens(kinds: readonly TokenKind[]): string {
  const names = [...tokenNames].flatMap(([kind, name]) => (kinds.includes(kind) ? [name] : []));
  return names.length === 1 ? names.join() : `{${names.join(", ")}}`;
}
