import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import { CelError } from "../../values/cel-error.ts";
import { nativeTest } from "./native-test.ts";

/** A compiled pattern. Matching takes time linear in the text, whatever the pattern. */
export interface Matcher {
  /** Whether some part of the text matches. */
  test(text: string): boolean;
  /** The same as a function, for who asks often. */
  quickestTest(): (text: string) => boolean;
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
    return new Re2Matcher(RE2JS.compile(pattern));
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return new CelError(syntaxProblem(error));
    if (error instanceof RE2JSException) return new CelError(`error parsing regexp: ${error.message}`);
    throw error;
  }
}

function syntaxProblem(error: RE2JSSyntaxException): string {
  return `error parsing regexp: ${error.getDescription()}: \`${error.getPattern() ?? ""}\``;
}

class Re2Matcher implements Matcher {
  readonly #pattern: RE2JS;
  /** Chosen at the first test: most patterns that are compiled to be checked, or to extract text, need none. */
  #test: Test | undefined;

  constructor(pattern: RE2JS) {
    this.#pattern = pattern;
  }

  get groupCount(): number {
    return this.#pattern.groupCount();
  }

  test(text: string): boolean {
    return this.quickestTest()(text);
  }

  quickestTest(): Test {
    this.#test ??= quickestTest(this.#pattern);
    return this.#test;
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

type Test = (text: string) => boolean;

function quickestTest(pattern: RE2JS): Test {
  const native = nativeTest(pattern.pattern());
  if (native === undefined) return (text) => pattern.test(text);
  if (native.kind === "comparison") return native.test;
  const { expression, maxLength } = native;
  return (text) => (text.length <= maxLength ? expression.test(text) : pattern.test(text));
}

/** Whether a text is a pattern in RE2 syntax. */
export function isPattern(text: string): boolean {
  return !(compilePattern(text) instanceof CelError);
}
