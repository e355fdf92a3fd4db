/**
 * Finds where a part of a value stands in the YAML text that the value was read from.
 *
 * Folding, indentation and line breaks only change white space, so the other characters are met in the same order.
 * Where escapes of quoted text spoil that, the answer is the last place that is certain.
 */
export function placeInScalar(text: string, caret: number, value: string, offset: number): number {
  const quote = text[caret];
  let at = contentStart(text, caret);
  for (let index = 0; index < offset; index++) {
    const character = value[index];
    if (character === undefined || isBlank(character)) continue;
    let next = skipBlanks(text, at);
    if (quote === '"' && text[next] === "\\") next += 1;
    if (text[next] !== character) return at;
    at = next + (quote === "'" && character === "'" ? 2 : 1);
  }
  return skipBlanks(text, at);
}

/** After the quote, or after the line of `|` or `>`. */
function contentStart(text: string, caret: number): number {
  const first = text[caret] ?? "";
  if (first === "'" || first === '"') return caret + 1;
  if (first !== "|" && first !== ">") return caret;
  const end = text.indexOf("\n", caret);
  return end < 0 ? caret : end + 1;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at] ?? "")) at += 1;
  return at;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\n" || character === "\t" || character === "\r";
}
