/** A place in a text as people count it. */
export interface TextPosition {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in code points. */
  readonly column: number;
}

/** Finds line and column of a UTF-16 offset; an offset after the end counts as the end. */
export function positionOf(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: codePointLength(before.at(-1) ?? "") + 1 };
}

/** Gives the line with this number, counted from 1, without its line break. */
export function lineOf(text: string, line: number): string {
  return text.split("\n")[line - 1] ?? "";
}

/** Counts code points; a lone surrogate counts as one. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if (isHighSurrogate(text.charCodeAt(i)) && isLowSurrogate(text.charCodeAt(i + 1))) {
      length--;
      i++;
    }
  }
  return length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
