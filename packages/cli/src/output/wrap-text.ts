import { characterWidth } from "./character-width.ts";

/**
 * Breaks a text into lines that fit into some columns of a terminal, at blanks where there are any. Colours end with
 * each line and go on in the next.
 */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  // Nothing is wider than two columns per code unit.
  if (text.length * 2 <= columns && !text.includes("\n")) return [text];
  let colour = "";
  for (const line of text.split("\n")) {
    let rest = `${colour}${line}`;
    for (let end = endOfLine(rest, columns); end < rest.length; end = endOfLine(rest, columns)) {
      const first = rest.slice(0, end);
      colour = colourAtEnd(first);
      lines.push(closed(first.trimEnd(), colour));
      rest = `${colour}${rest.slice(end).trimStart()}`;
    }
    colour = colourAtEnd(rest);
    lines.push(closed(rest, colour));
  }
  return lines;
}

/** What a person takes for one character. */
const CHARACTERS = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Where the first line has to end: after a blank, or where there is no more room. Colours need none. */
function endOfLine(text: string, columns: number): number {
  let width = 0;
  let blank = 0;
  let isColour = false;
  for (const { segment, index } of CHARACTERS.segment(text)) {
    const isHidden: boolean = isColour || segment === "\u001b";
    isColour = isHidden && segment !== "m";
    if (isHidden) continue;
    const next = width + characterWidth(segment);
    if (next > columns && width > 0) return blank > 0 ? blank : index;
    width = next;
    if (segment === " ") blank = index + 1;
  }
  return text.length;
}

/** What colours what comes next; nothing after a reset. */
function colourAtEnd(text: string): string {
  const start = text.lastIndexOf("\u001b[");
  const last = start === -1 ? "" : text.slice(start, text.indexOf("m", start) + 1);
  return last.startsWith("\u001b[0") ? "" : last;
}

function closed(line: string, colour: string): string {
  return colour === "" ? line : `${line}\u001b[0;22m`;
}
