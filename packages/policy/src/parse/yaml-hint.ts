import type { YAMLParseError } from "yaml";

/** What a line with a mistake tells by itself. */
// biome-ignore format: one row per mistake
const LINES: readonly (readonly [found: RegExp, hint: string])[] = [
  [/^(?:<{7}|={7}|>{7})(?: |$)/,                  "these are marks of a merge conflict: keep one of the sides, and remove the marks"],
  [/^\s*-[A-Za-z]/,                               "write a blank after `-`"],
  [/^\s*(?:- )?["']?[\w$]+["']?:[^\s/:]/,         "write a blank after the colon"],
];

// biome-ignore format: one row per error of the library
const ERRORS: ReadonlyMap<string, string> = new Map([
  ["TAB_AS_INDENT",          "indent with spaces; YAML takes no tabs there"],
  ["BAD_DQ_ESCAPE",          "write `\\\\` for a backslash, or use single quotes"],
  ["BAD_SCALAR_START",       "put quotes around the value"],
  ["BAD_ALIAS",              "put quotes around `*`, which starts an alias otherwise"],
  ["BAD_INDENT",             "give the keys of one map, and the items of one list, the same number of spaces"],
  ["MULTILINE_IMPLICIT_KEY", "write `key: value`; is a colon missing?"],
  ["UNEXPECTED_TOKEN",       "is a quote or a bracket missing, or one too many?"],
  ["MISSING_CHAR",           "write `key: value`, or `- ` before an item of a list"],
]);

/** The next step after a mistake in YAML. */
export function yamlHint({ code, message, pos }: YAMLParseError, text: string): string | undefined {
  const line = lineAt(text, pos[0]);
  const told = LINES.find(([found]) => found.test(line))?.[1];
  if (told !== undefined) return told;
  if (message.startsWith("Flow")) return ERRORS.get("UNEXPECTED_TOKEN");
  if (message.startsWith("Sequence item")) return ERRORS.get("BAD_INDENT");
  if (message.includes("quote")) return openQuoteHint(text) ?? ERRORS.get("UNEXPECTED_TOKEN");
  if (code !== "BLOCK_AS_IMPLICIT_KEY") return ERRORS.get(code);
  return line.split(/:\s/).length > 2
    ? "put quotes around a value that contains `: `"
    : ERRORS.get("BAD_INDENT");
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf("\n", at);
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, end === -1 ? text.length : end);
}

/** A quote that is not closed swallows lines up to the next one, so the place that is reported may be far below. */
function openQuoteHint(text: string): string | undefined {
  for (const [index, line] of text.split("\n").entries()) {
    const [, value = ""] = /^\s*(?:- )*(?:[\w$]+:\s+)?(?:- )*(["'].*)$/.exec(line) ?? [];
    const quote = value.charAt(0);
    if (quote !== "" && !CLOSED.test(value)) return `the ${quote} of line ${index + 1} is not closed there`;
  }
  return undefined;
}

const CLOSED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/;
