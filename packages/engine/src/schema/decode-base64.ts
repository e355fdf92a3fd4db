const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Decodes base64 with padding to UTF-8 text; line breaks are skipped.
 *
 * Shape: `"e30="` → `"{}"`; nothing when it is not base64.
 */
export function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/[\r\n]/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  let bits = 0;
  let bitCount = 0;
  let encoded = "";
  for (const character of compact.replace(/=+$/, "")) {
    bits = ((bits << 6) | alphabet.indexOf(character)) & 0xffff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    encoded += `%${((bits >> bitCount) & 0xff).toString(16).padStart(2, "0")}`;
  }
  return decodeUtf8(encoded);
}

// Bytes that are not UTF-8 are still base64.
function decodeUtf8(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "\ufffd";
  }
}
