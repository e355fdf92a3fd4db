/**
 * Puts a text between double quotes, unprintable characters escaped.
 *
 * Shape: `a"b` → `"a\"b"`; a line break → `"\n"`; U+0001 → `"\x01"`.
 */
export function doubleQuoted(text: string): string {
  return `"${escaped(text, '"')}"`;
}

/** The same between single quotes, where double quotes need no escape. */
export function singleQuoted(text: string): string {
  return `'${escaped(text, "'")}'`;
}

/** Several names after another: `'a', 'b'`. */
export function singleQuotedList(names: readonly string[]): string {
  return names.map(singleQuoted).join(", ");
}

const namedEscapes: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
]);

const printable = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

function escaped(text: string, quote: string): string {
  return Array.from(text, (character) => {
    if (character === quote) return `\\${quote}`;
    const named = namedEscapes.get(character);
    if (named !== undefined) return named;
    return printable.test(character) ? character : numericEscape(character.codePointAt(0) ?? 0);
  }).join("");
}

function numericEscape(codePoint: number): string {
  const digits = codePoint.toString(16);
  if (codePoint < 0x80) return `\\x${digits.padStart(2, "0")}`;
  return codePoint <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
