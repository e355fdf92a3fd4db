import { CelError } from "./cel-error.ts";
import type { Value } from "./value.ts";

/**
 * SECURITY: an expression of a hundred letters can double a text or list forty times. Nothing that requests hold comes
 * near these lengths.
 */
export const longestText = 10_000_000;
export const longestList = 1_000_000;

export const textTooLong: CelError = new CelError(`texts are limited to ${longestText} characters`);
export const listTooLong: CelError = new CelError(`lists are limited to ${longestList} elements`);

/** One text after the other. */
export function addTexts(left: string, right: string): string | CelError {
  return left.length + right.length > longestText ? textTooLong : left + right;
}

/** One list after the other. */
export function addLists(left: readonly Value[], right: readonly Value[]): readonly Value[] | CelError {
  return left.length + right.length > longestList ? listTooLong : [...left, ...right];
}

/** Texts with another one between each two. */
export function joinTexts(texts: readonly string[], between: string): string | CelError {
  let length = Math.max(texts.length - 1, 0) * between.length;
  for (const text of texts) length += text.length;
  return length > longestText ? textTooLong : texts.join(between);
}
