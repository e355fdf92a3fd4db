/** One replaced part of a format text. Shape: `%.2f` → `{ verb: "f", precision: 2 }`. */
export interface FormatClause {
  readonly verb: FormatVerb;
  readonly precision: number | undefined;
}

export type FormatVerb = "s" | "d" | "f" | "e" | "b" | "x" | "X" | "o";

/** Texts and clauses in order, up to the first problem, which carries the reference's words. */
export interface FormatText {
  readonly parts: readonly (string | FormatClause)[];
  readonly problem: string | undefined;
}

/** Splits the text that `format` is called on. Shape: `"a%%b %d"` → parts `"a%b "` and the clause `d`. */
export function readFormat(text: string): FormatText {
  const parts: (string | FormatClause)[] = [];
  let plain = "";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character !== "%" || text.charAt(at + 1) === "%") {
      plain += character;
      if (character === "%") at++;
      continue;
    }
    if (plain !== "") parts.push(plain);
    plain = "";
    const read = readClause(text.slice(at + 1));
    if ("problem" in read) return { parts, problem: read.problem };
    parts.push(read.clause);
    at += read.length;
  }
  if (plain !== "") parts.push(plain);
  return { parts, problem: undefined };
}

type ClauseResult = { readonly clause: FormatClause; readonly length: number } | { readonly problem: string };

function readClause(text: string): ClauseResult {
  if (text === "") return { problem: "unexpected end of string" };
  const digits = text.startsWith(".") ? text.slice(1).search(/[^0-9]/) : 0;
  const precisionProblem = "could not parse formatting clause: error while parsing precision: ";
  if (digits < 0) return { problem: `${precisionProblem}could not find end of precision specifier` };
  if (text.startsWith(".") && digits === 0) {
    const words = 'error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax';
    return { problem: precisionProblem + words };
  }
  const hasPrecision = text.startsWith(".");
  const at = hasPrecision ? digits + 1 : 0;
  const verb = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (!isVerb(verb)) {
    return { problem: `could not parse formatting clause: unrecognized formatting clause "${verb}"` };
  }
  const precision = hasPrecision ? Number(text.slice(1, at)) : undefined;
  return { clause: { verb, precision }, length: at + 1 };
}

function isVerb(text: string): text is FormatVerb {
  return text.length === 1 && "sdfebxXo".includes(text);
}
