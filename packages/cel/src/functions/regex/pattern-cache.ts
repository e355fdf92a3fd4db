import type { CelError } from "../../values/cel-error.ts";
import { compilePattern, type Matcher } from "./matcher.ts";

/**
 * Patterns that have been compiled, with those used least recently dropped first. One per environment.
 *
 * SECURITY: patterns may come from requests, so their length counts, too: a compiled one takes some hundred times its
 * text.
 */
export class PatternCache {
  readonly #maxPatterns: number;
  readonly #maxCharacters: number;
  readonly #patterns = new Map<string, Matcher | CelError>();
  #characters = 0;

  constructor(maxPatterns: number, maxCharacters = 200_000) {
    this.#maxPatterns = maxPatterns;
    this.#maxCharacters = maxCharacters;
  }

  get(pattern: string): Matcher | CelError {
    const known = this.#patterns.get(pattern);
    if (known === undefined) return this.#add(pattern);
    this.#patterns.delete(pattern);
    this.#patterns.set(pattern, known);
    return known;
  }

  #add(pattern: string): Matcher | CelError {
    const compiled = compilePattern(pattern);
    this.#patterns.set(pattern, compiled);
    this.#characters += pattern.length;
    for (const oldest of this.#patterns.keys()) {
      if (this.#patterns.size <= this.#maxPatterns && this.#characters <= this.#maxCharacters) break;
      this.#patterns.delete(oldest);
      this.#characters -= oldest.length;
    }
    return compiled;
  }
}
