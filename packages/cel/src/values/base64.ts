const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values: ReadonlyMap<string, number> = new Map(Array.from(alphabet, (digit, value) => [digit, value]));

/** Standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += letter(group >> 18) + letter(group >> 12);
    text += (left > 1 ? letter(group >> 6) : "=") + (left > 2 ? letter(group) : "=");
  }
  return text;
}

function letter(bits: number): string {
  return alphabet.charAt(bits & 0x3f);
}

/** Bits that belong to the next byte, by letters read in this group of four. */
const bitsLeft: readonly number[] = [0, 6, 4, 2];

/**
 * Standard alphabet, padded fully or not at all, line breaks skipped; otherwise the offset of the first wrong letter.
 */
export function decodeBase64(text: string): Uint8Array | { readonly wrongAt: number } {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\r" || character === "\n") continue;
    if (character === "=" && isPadding(text.slice(i), count)) break;
    const value = values.get(character);
    if (value === undefined) return { wrongAt: i };
    bits = ((bits << 6) | value) & 0xffffff;
    count++;
    if (count % 4 !== 1) bytes.push((bits >> (bitsLeft[count % 4] ?? 0)) & 0xff);
  }
  return count % 4 === 1 ? { wrongAt: text.length - 1 } : Uint8Array.from(bytes);
}

/** Whether the rest of a text fills up its last group of four letters. */
function isPadding(rest: string, letters: number): boolean {
  return letters % 4 > 1 && rest.replace(/[\r\n]/g, "") === "=".repeat(4 - (letters % 4));
}
