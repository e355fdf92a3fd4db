import type { RE2JS } from "re2js";
import { CelError } from "../../values/cel-error.ts";
import { nativeTest } from "./native-test.ts";
import { isMachineWithinReach, type Re2Machine, requiredMachine } from "./re2-machine.ts";
import { type ParsedPattern, parsePattern } from "./re2-syntax.ts";

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
 * Throws: `TypeError` where only the RE2 machine knows the pattern and is not loaded.
 */
export function compilePattern(pattern: string): Matcher | CelError {
  const parsed = parsePattern(pattern);
  return parsed === undefined ? compileForMachine(pattern) : new LazyMatcher(pattern, parsed);
}

function compileForMachine(pattern: string): Matcher | CelError {
  const machine = requiredMachine(pattern);
  const { RE2JSException, RE2JSSyntaxException } = machine;
  try {
    return new LazyMatcher(pattern, machine.RE2JS.compile(pattern));
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return new CelError(syntaxProblem(error));
    if (error instanceof RE2JSException) return new CelError(`error parsing regexp: ${error.message}`);
    throw error;
  }
}

function syntaxProblem(error: InstanceType<Re2Machine["RE2JSSyntaxException"]>): string {
  return `error parsing regexp: ${error.getDescription()}: \`${error.getPattern() ?? ""}\``;
}

/** Makes what matches when it is first asked: most patterns that are compiled to be checked need none. */
class LazyMatcher implements Matcher {
  readonly #source: string;
  readonly #parsed: ParsedPattern | undefined;
  #machine: RE2JS | undefined;
  #test: Test | undefined;

  constructor(source: string, known: ParsedPattern | RE2JS) {
    this.#source = source;
    if ("node" in known) this.#parsed = known;
    else this.#machine = known;
  }

  get groupCount(): number {
    return this.#parsed?.groupCount ?? this.#onMachine().groupCount();
  }

  test(text: string): boolean {
    this.#test ??= this.#makeTest();
    return this.#test(text);
  }

  quickestTest(): Test {
    this.#test ??= this.#makeTest();
    return this.#test;
  }

  // COMPAT(cerbos): an empty match right behind another one does not count, as in Go.
  *matches(text: string): Iterable<Match> {
    const matcher = this.#onMachine().matcher(text);
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

  #makeTest(): Test {
    const native = this.#parsed && nativeTest(this.#source, this.#parsed);
    if (native === undefined) {
      const machine = this.#onMachine();
      return (text) => machine.test(text);
    }
    if (native.kind === "comparison") return native.test;
    const { expression, maxLength } = native;
    return (text) => (text.length <= maxLength ? expression.test(text) : this.#onMachine().test(text));
  }

  #onMachine(): RE2JS {
    this.#machine ??= requiredMachine(this.#source).RE2JS.compile(this.#source);
    return this.#machine;
  }
}

type Test = (text: string) => boolean;

/**
 * Whether a text is a pattern in RE2 syntax.
 *
 * Throws: `TypeError` where the pattern could never be matched, because it needs the RE2 machine, which is not loaded.
 */
export function isPattern(text: string): boolean {
  const matcher = compilePattern(text);
  if (matcher instanceof CelError) return false;
  if (!isMachineWithinReach()) matcher.quickestTest();
  return true;
}
