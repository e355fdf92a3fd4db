import type { CelError } from "../../values/cel-error.ts";
import { compilePattern, type Matcher } from "./matcher.ts";

/** Patterns that have been compiled, with those used least recently dropped first. One per environment. */
export class PatternCache {
  readonly #limit: number;
  readonly #patterns = new Map<string, Matcher | CelError>();

  constructor(limit: number) {
    this.#limit = limit;
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
    if (this.#patterns.size >= this.#limit) this.#dropOldest();
    this.#patterns.set(pattern, compiled);
    return compiled;
  }

  #dropOldest(): void {
    const { value: oldest, done } = this.#patterns.keys().next();
    if (!done) this.#patterns.delete(oldest);
  }
}
