import { isPattern } from "@orthrus/cel";

/** Five groups of hexadecimal digits, of any version. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A pattern in RE2 syntax. */
export function isRegex(text: string): boolean {
  return text.length <= maxPatternLength && isPattern(text);
}

/** RFC 6901: empty, or steps that begin with `/`. */
export function isJsonPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/u.test(text);
}

/** A number of steps up, then a pointer or `#`. */
export function isRelativeJsonPointer(text: string): boolean {
  const [, rest] = /^(?:0|[1-9]\d*)(.*)$/su.exec(text) ?? [];
  return rest !== undefined && (rest === "#" || isJsonPointer(rest));
}

// SECURITY: the text may come from a caller; nobody writes longer ones by hand.
const maxPatternLength = 1000;
