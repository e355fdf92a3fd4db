/** A place in a text that moves forward. Mutable, because reading is hot; see read-tidy-document.ts. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** Of the content at the cursor, once a line has been finished; `END` behind the last. */
  column: number;
}

export const END = -1;

const NEWLINE = 10;
export const SPACE = 32;
const HASH = 35;
const DASH = 45;

/** Thrown inside the reader where a text is not tidy, and caught where reading starts; never seen outside. */
export class Untidy extends Error {}

/** Finishes a line on which nothing but blanks and a comment may be left, and goes to the next content. */
export function finishLine(cursor: Cursor): void {
  const { text } = cursor;
  skipSpaces(cursor);
  const code = text.charCodeAt(cursor.at);
  if (code === NEWLINE) cursor.at++;
  else if (code === HASH && text.charCodeAt(cursor.at - 1) === SPACE) cursor.at = nextLine(text, cursor.at);
  else if (cursor.at < text.length) throw new Untidy();
  seekContent(cursor);
}

/** From the start of a line, goes to the first content at or below it. */
export function seekContent(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const lineStart = cursor.at;
    skipSpaces(cursor);
    const code = text.charCodeAt(cursor.at);
    if (code === NEWLINE) cursor.at++;
    else if (code === HASH) cursor.at = nextLine(text, cursor.at);
    else {
      cursor.column = cursor.at < text.length ? cursor.at - lineStart : END;
      return;
    }
  }
}

export function skipSpaces(cursor: Cursor): void {
  while (cursor.text.charCodeAt(cursor.at) === SPACE) cursor.at++;
}

/** Whether nothing but a comment is left on the line of the cursor, which stands behind blanks. */
export function isLineDone({ text, at }: Cursor): boolean {
  const code = text.charCodeAt(at);
  return code === NEWLINE || code === HASH || at >= text.length;
}

/** Whether a list item starts here. */
export function isDash({ text, at }: Cursor): boolean {
  if (text.charCodeAt(at) !== DASH) return false;
  const next = text.charCodeAt(at + 1);
  return next === SPACE || next === NEWLINE || at + 1 >= text.length;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}
