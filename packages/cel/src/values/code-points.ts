const surrogate = /[\ud800-\udfff]/;

/** Whether code points and UTF-16 code units of a text differ, which decides between the plain and the slow path. */
export function hasSurrogates(text: string): boolean {
  return surrogate.test(text);
}

/** Length in code points; an unpaired surrogate counts as one. */
export function codePointCount(text: string): number {
  if (!hasSurrogates(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Part of a text, with offsets in code points that the caller has checked. */
export function sliceCodePoints(text: string, start: number, end: number): string {
  return hasSurrogates(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);
}

/** UTF-16 offset → offset in code points. */
export function codePointOffset(text: string, offset: number): number {
  return codePointCount(text.slice(0, offset));
}

/** Offset in code points → UTF-16 offset; beyond the end stays at the end. */
export function utf16Offset(text: string, offset: number): number {
  return hasSurrogates(text) ? sliceCodePoints(text, 0, offset).length : Math.min(offset, text.length);
}

/**
 * Orders texts by code point, which differs from `<` above U+D7FF.
 *
 * Shape: negative, zero or positive, as `sort` wants it.
 */
export function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return inCodePointOrder(a) - inCodePointOrder(b);
  }
  return left.length - right.length;
}

// Surrogates stand for code points above U+FFFF, so they go behind the units from U+E000 on.
function inCodePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
