import { type CodePointSet, codePoints, complement } from "./code-point-set.ts";

/** `.` where it excludes line feeds. */
export const notLineFeed: CodePointSet = complement(codePoints("\n\n"));

/** What `\d`, `\s` and `\w` stand for; all of RE2's are ASCII. */
export const escapedSets: ReadonlyMap<string, CodePointSet> = new Map([
  ["d", codePoints("09")],
  ["s", codePoints("\t\n", "\f\r", "  ")],
  ["w", codePoints("09", "AZ", "__", "az")],
]);

/** What `[[:name:]]` stands for. */
// biome-ignore format: one row per name
export const posixSets: ReadonlyMap<string, CodePointSet> = new Map([
  ["alnum",  codePoints("09", "AZ", "az")],
  ["alpha",  codePoints("AZ", "az")],
  ["ascii",  codePoints("\x00\x7f")],
  ["blank",  codePoints("\t\t", "  ")],
  ["cntrl",  codePoints("\x00\x1f", "\x7f\x7f")],
  ["digit",  codePoints("09")],
  ["graph",  codePoints("!~")],
  ["lower",  codePoints("az")],
  ["print",  codePoints(" ~")],
  ["punct",  codePoints("!/", ":@", "[`", "{~")],
  ["space",  codePoints("\t\r", "  ")],
  ["upper",  codePoints("AZ")],
  ["word",   codePoints("09", "AZ", "__", "az")],
  ["xdigit", codePoints("09", "AF", "af")],
]);
