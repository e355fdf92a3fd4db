import type { SourceText } from "./source-text.ts";

/**
 * Finds where a character of a scalar's text stands in its file. Quotes, escapes, folded lines and indentation are no
 * part of the text, so what is not blank is counted. Where that does not work out, it is where the scalar starts.
 *
 * Shape: `offset` may be the length of the text, which is the place after its last character.
 */
export function placeInScalar({ text }: SourceText, start: number, value: string, offset: number): number {
  const style = text.charAt(start);
  if (/[&!*]/.test(style)) return start;
  const unit = UNITS.get(style) ?? CHARACTER;
  const wanted = countInk(value.slice(0, offset));
  const isEnd = value.slice(offset).trim() === "";
  let at = contentStart(text, start);
  let seen = 0;
  while (at < text.length && !(seen === wanted && (isEnd || !isBlank(unitAt(text, at, unit))))) {
    const next = unitAt(text, at, unit);
    if (!isBlank(next)) seen++;
    at += next.length;
  }
  return isEnd || style === '"' || text.charAt(at) === value.charAt(offset) ? at : start;
}

const CHARACTER = /[\s\S]/y;

// biome-ignore format: one row per style
const UNITS: ReadonlyMap<string, RegExp> = new Map([
  ['"', /\\(?:x..|u.{4}|U.{8}|[\s\S])|[\s\S]/y],
  ["'", /''|[\s\S]/y],
]);

function unitAt(text: string, at: number, unit: RegExp): string {
  unit.lastIndex = at;
  return unit.exec(text)?.[0] ?? text.charAt(at);
}

/** An escaped blank is one too. */
function isBlank(unit: string): boolean {
  return /^\\?\s$|^\\[ntr]$/.test(unit);
}

function countInk(value: string): number {
  return value.replace(/\s/g, "").length;
}

/** After the quote, or on the line after the sign of a block. */
function contentStart(text: string, start: number): number {
  const style = text.charAt(start);
  if (style === '"' || style === "'") return start + 1;
  if (style !== "|" && style !== ">") return start;
  const line = text.indexOf("\n", start);
  return line === -1 ? start : line + 1;
}
