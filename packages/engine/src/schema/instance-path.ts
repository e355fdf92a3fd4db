/**
 * Writes the place of a value inside a document as an escaped JSON pointer.
 *
 * Shape: `["a/b", "0", "é"]` → `/a~1b/0/%C3%A9`; the document itself → `""`.
 */
export function instancePointer(segments: readonly string[]): string {
  return segments.map((segment) => `/${escapeSegment(segment)}`).join("");
}

function escapeSegment(segment: string): string {
  const pointer = segment.replaceAll("~", "~0").replaceAll("/", "~1");
  return encodeURIComponent(pointer.replace(/\p{Surrogate}/gu, "\ufffd"))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(24|26|2B|3D|3A|40)/g, (encoded) => decodeURIComponent(encoded));
}
