import { compileGlob } from "./glob.ts";

/** What a rule says about an action, a role or a resource. */
export interface Pattern {
  /** As written. */
  readonly text: string;
  matches(name: string): boolean;
}

/**
 * Reads a name of a rule: a glob when it contains `*`, otherwise exactly that name, even with `?`, `[` or `{` in it.
 *
 * Shape: `"view:*"` matches `view:public`; `"q{1,2}"` matches only itself.
 */
export function compilePattern(text: string): Pattern {
  if (!text.includes("*")) return { text, matches: (name) => name === text };
  return { text, matches: compileGlob(text) };
}

/** The same for `allowActions` of role policies, which are always globs as well as names. */
export function compileAllowedAction(text: string): Pattern {
  if (!/[*?[\\{]/.test(text)) return { text, matches: (name) => name === text };
  const matches = compileGlob(text);
  return { text, matches: (name) => name === text || matches(name) };
}

/** Reads names of rules so that equal texts share one pattern; a set of policies repeats few texts very often. */
export function createPatternReader(): (text: string) => Pattern {
  const patterns = new Map<string, Pattern>();
  return (text) => {
    const pattern = patterns.get(text) ?? compilePattern(text);
    patterns.set(text, pattern);
    return pattern;
  };
}

/** Tells whether any of the patterns matches the name. */
export function matchesAny(patterns: readonly Pattern[], name: string): boolean {
  return patterns.some((pattern) => pattern.matches(name));
}
