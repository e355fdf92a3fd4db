import { type CST, Lexer, Parser } from "yaml";
import { stopAt } from "./read-problem.ts";

/** More than any sensible policy needs, and few enough for every later stage to recurse. */
const DEEPEST_NESTING = 500;

/** An author needs no longer list, and a file of nothing but quotes should not make one. */
const MOST_QUOTE_PROBLEMS = 100;

/** The syntax of a file, not yet composed into documents. */
export interface ScannedTokens {
  readonly tokens: readonly CST.Token[];
  /** Offsets of quoted scalars with more text after them on their line, outside flow collections. */
  readonly quotesFollowedByText: readonly number[];
  /** Where the last quoted scalar starts, for the message about one that does not end. */
  readonly lastQuote: number;
}

/** Splits text into tokens, watching depth and quotes on the way. Throws: `ReadStopped` when it nests too deep. */
export function scanTokens(text: string): ScannedTokens {
  const lexer = new Lexer();
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const quotes = new QuoteWatch();
  let offset = 0;
  for (const lexeme of lexer.lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > DEEPEST_NESTING) {
      throw stopAt("policy/too-deep", `document nests deeper than ${DEEPEST_NESTING} levels`, offset);
    }
    quotes.see(lexeme, offset);
    if (quotes.followedByText.length >= MOST_QUOTE_PROBLEMS) break;
    // Control characters announce a token and are no text themselves.
    if (!isControl(lexeme)) offset += lexeme.length;
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, quotesFollowedByText: quotes.followedByText, lastQuote: quotes.last };
}

function isControl(lexeme: string): boolean {
  return lexeme === "\u0002" || lexeme === "\u0018" || lexeme === "\u001f";
}

/** Finds `"a" == "b"` in a block value: authors mean the whole line, YAML reads the first piece. */
class QuoteWatch {
  readonly followedByText: number[] = [];
  last = 0;
  #flowDepth = 0;
  #open: number | undefined;
  #afterScalarMark = false;

  see(lexeme: string, offset: number): void {
    const first = lexeme.charAt(0);
    if (this.#afterScalarMark) this.#seeText();
    else if (first === '"' || first === "'") this.#seeQuote(offset);
    else if (lexeme === "[" || lexeme === "{") this.#flowDepth++;
    else if (lexeme === "]" || lexeme === "}") this.#flowDepth = Math.max(0, this.#flowDepth - 1);
    else if (lexeme !== "\u001f" && !/^[ \t]/.test(lexeme)) this.#seeIndicator(first);
    this.#afterScalarMark = lexeme === "\u001f";
  }

  #seeQuote(offset: number): void {
    if (this.#open !== undefined) this.#seeText();
    this.last = offset;
    this.#open = this.#flowDepth === 0 ? offset : undefined;
  }

  #seeIndicator(first: string): void {
    if (/[&|>*!]/.test(first)) this.#seeText();
    else this.#open = undefined;
  }

  #seeText(): void {
    if (this.#open !== undefined) this.followedByText.push(this.#open);
    this.#open = undefined;
  }
}
