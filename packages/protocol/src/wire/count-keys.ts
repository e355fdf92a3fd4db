/**
 * Counts the object keys in a JSON text, in one pass over its characters.
 *
 * `JSON.parse` keeps the last of equal keys in silence: a parsed value with fewer keys than its text had duplicates.
 * Nothing is returned when strings hold lone surrogates, which `JSON.parse` accepts and the protocol does not.
 * The text must be one that `JSON.parse` accepts.
 */
export function countKeys(text: string): number | undefined {
  let keys = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      inString = !inString;
    } else if (code === BACKSLASH) {
      index++;
      if (text.charCodeAt(index) === SMALL_U && isSurrogateEscape(text, index)) return undefined;
    } else if (code === COLON) {
      if (!inString) keys++;
    } else if (code >= 0xd800 && code <= 0xdfff) {
      if (code >= 0xdc00 || !isLowSurrogate(text.charCodeAt(index + 1))) return undefined;
      index++;
    }
  }
  return keys;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const SMALL_U = 0x75;

// Paired ones are fine too, but rare enough to be left to the thorough reader.
function isSurrogateEscape(text: string, at: number): boolean {
  return (text.charCodeAt(at + 1) | 0x20) === 0x64 && text.charCodeAt(at + 2) >= 0x38;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
