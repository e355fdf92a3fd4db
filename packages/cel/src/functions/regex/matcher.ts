import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { CelError } from "../../values/cel-error.ts";

/** A compiled pattern. Matching takes time linear in the text, whatever the pattern. */
export interface Matcher {
  /** Whether some part of the text matches. */
  test(text: string): boolean;
  readonly groupCount: number;
  /** The matches from left to right, each with its groups; group 0 is the whole match. */
  matches(text: string): Iterable<Match>;
}

/** One place where a pattern matches. */
export interface Match {
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** By number; `undefined` for a group that took no part. */
  readonly groups: readonly (string | undefined)[];
}

/**
 * Compiles a pattern in RE2 syntax.
 *
 * Shape: an error reads like `` error parsing regexp: missing closing ]: `[` ``.
 */
export function compilePattern(pattern: string): Matcher | CelError {
  try {
    return new Re2Matcher(RE2JS.compile(pattern), literalTest(pattern));
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return new CelError(syntaxProblem(error));
    if (error instanceof RE2JSException) return new CelError(`error parsing regexp: ${error.message}`);
    throw error;
  }
}

function syntaxProblem(error: RE2JSSyntaxException): string {
  return `error parsing regexp: ${error.getDescription()}: \`${error.getPattern() ?? ""}\``;
}

type Test = (text: string) => boolean;

/** A pattern without operators, but perhaps with anchors, needs no machine. */
function literalTest(pattern: string): Test | undefined {
  const match = /^(\^?)([\w@:/ -]*)(\$?)$/.exec(pattern);
  if (match === null) return undefined;
  const [, start, literal = "", end] = match;
  if (start && end) return (text) => text === literal;
  if (start) return (text) => text.startsWith(literal);
  return end ? (text) => text.endsWith(literal) : (text) => text.includes(literal);
}

class Re2Matcher implements Matcher {
  readonly #pattern: RE2JS;
  readonly #test: Test;

  constructor(pattern: RE2JS, test: Test = (text) => pattern.test(text)) {
    this.#pattern = pattern;
    this.#test = test;
  }

  get groupCount(): number {
    return this.#pattern.groupCount();
  }

  test(text: string): boolean {
    return this.#test(text);
  }

  // COMPAT(cerbos): an empty match right behind another one does not count, as in Go.
  *matches(text: string): Iterable<Match> {
    const matcher = this.#pattern.matcher(text);
    let previousEnd = -1;
    while (matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()];
      if (start === end && start === previousEnd) continue;
      previousEnd = end;
      yield { start, end, groups: this.#groups(matcher) };
    }
  }

  #groups(matcher: ReturnType<RE2JS["matcher"]>): readonly (string | undefined)[] {
    return Array.from({ length: this.groupCount + 1 }, (_, i) => matcher.group(i) ?? undefined);
  }
}

/** Whether a text is a pattern in RE2 syntax. */
export function isPattern(text: string): boolean {
  return !(compilePattern(text) instanceof CelError);
}
