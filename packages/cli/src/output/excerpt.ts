import { characterWidth } from "./character-width.ts";
import type { Painter } from "./painter.ts";

/**
 * Writes the text around a place for people: the caret stands where the eye looks for it, also after tabs and wide
 * characters, and the next step stands below.
 */
export function excerpt(
  context: string | undefined,
  hint: string | undefined,
  paint: Painter,
): readonly string[] {
  const lines = context ? paintedLines(context.trimEnd().split("\n"), paint) : [];
  if (hint !== undefined) lines.push(`  ${paint.label("hint:")} ${hint}`);
  return lines.length === 0 ? [] : [...lines, ""];
}

function paintedLines(lines: readonly string[], paint: Painter): string[] {
  return lines.map((line, index) => {
    const marked = lines[index - 1];
    if (marked?.startsWith("> ") && /^ *\^$/.test(line)) {
      return padding(marked, line.length - 1) + paint.problem("^");
    }
    const [, marker = "", number = "", text = ""] = /^([> ] )( *\d+ \|)(.*)$/su.exec(line) ?? [];
    if (number === "") return line;
    return `${marker === "> " ? paint.problem(">") : " "} ${paint.muted(number)}${text}`;
  });
}

/** As wide on a screen as the first `length` characters of a line: tabs stay tabs, marks take no room, others two. */
function padding(line: string, length: number): string {
  return [...line].slice(0, length).map(blankFor).join("");
}

function blankFor(character: string): string {
  return character === "\t" ? "\t" : " ".repeat(characterWidth(character));
}
