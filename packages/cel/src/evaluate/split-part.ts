import { index } from "../values/access.ts";
import { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { Closure } from "./closure.ts";

/** `text.split(separator)[at]`; the list is only made where it has no such element, or there is no text to split. */
export function splitPartClosure(
  text: Closure,
  { separator, at }: { readonly separator: string; readonly at: bigint },
  split: (...values: Value[]) => Value | CelError,
): Closure {
  const number = Number(at);
  return (a) => {
    const value = text(a);
    if (value instanceof CelError) return value;
    const part = typeof value === "string" ? partOfText(value, separator, number) : undefined;
    if (part !== undefined) return part;
    const list = split(value, separator);
    return list instanceof CelError ? list : index(list, at);
  };
}

/** The part of a text after so many separators; `undefined` when there are fewer. */
export function partOfText(text: string, separator: string, at: number): string | undefined {
  let start = 0;
  for (let left = at; left > 0; left--) {
    const found = text.indexOf(separator, start);
    if (found < 0) return undefined;
    start = found + separator.length;
  }
  const end = text.indexOf(separator, start);
  return end < 0 ? text.slice(start) : text.slice(start, end);
}
