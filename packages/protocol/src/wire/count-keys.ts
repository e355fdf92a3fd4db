/**
 * Counts the object keys in a JSON text, in one pass over its bytes.
 *
 * `JSON.parse` keeps the last of equal keys in silence: a parsed value with fewer keys than its text had duplicates.
 * Nothing is returned when there may be lone surrogates, which `JSON.parse` accepts and the protocol does not.
 * The bytes must be valid UTF-8 of a text that `JSON.parse` accepts.
 */
export function countKeys(utf8: Uint8Array): number | undefined {
  // PERF: bytes, because reading them costs two fifths of reading the characters of a string.
  let keys = 0;
  let index = 0;
  while (index < utf8.length) {
    const byte = utf8[index++];
    if (byte === COLON) keys++;
    else if (byte === QUOTE) {
      for (let inside = utf8[index++]; inside !== QUOTE; inside = utf8[index++]) {
        if (inside === undefined) return undefined;
        if (inside === BACKSLASH && isSurrogateEscape(utf8, index++)) return undefined;
      }
    }
  }
  return keys;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SMALL_U = 0x75;

// Paired surrogates are fine too, but rare enough to be left to the thorough reader.
function isSurrogateEscape(utf8: Uint8Array, at: number): boolean {
  return utf8[at] === SMALL_U && ((utf8[at + 1] ?? 0) | 0x20) === 0x64 && (utf8[at + 2] ?? 0) >= 0x38;
}
