import { RE2JS, RE2JSException } from "re2js";
import { CelError } from "../../values/cel-error.ts";

/** A compiled pattern. Matching takes time linear in the text, whatever the pattern. */
export interface Matcher {
  /** Whether some part of the text matches. */
  test(text: string): boolean;
  readonly groupCount: number;
  /** The matches from left to right, each with its groups; group 0 is the whole match. */
  matches(text: string): Iterable<Match>;
}

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
    if (error instanceof RE2JSException) return new CelError(error.message);
    throw error;
  }
}

class Re2Matcher implements Matcher {
  readonly #pattern: RE2JS;

  constructor(pattern: RE2JS) {
    this.#pattern = pattern;
  }

  get groupCount(): number {
    return this.#pattern.groupCount();
  }

  test(text: string): boolean {
    return this.#pattern.test(text);
  }

  *matches(text: string): Iterable<Match> {
    const matcher = this.#pattern.matcher(text);
    while (matcher.find()) {
      const groups = Array.from({ length: this.groupCount + 1 }, (_, i) => matcher.group(i) ?? undefined);
      yield { start: matcher.start(), end: matcher.end(), groups };
    }
  }
}

/** Whether a text is a pattern in RE2 syntax. */
export function isPattern(text: string): boolean {
  return !(compilePattern(text) instanceof CelError);
}
