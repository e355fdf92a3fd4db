/** The first offset at or after this one that is neither a blank nor a line break. */
export function skipBlank(text: string, offset: number): number {
  const blanks = /[ \t\r\n]*/y;
  blanks.lastIndex = offset;
  return offset + (blanks.exec(text)?.[0].length ?? 0);
}

/** Where the content of the line around an offset starts, list markers not counted as content. */
export function contentColumn(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return indentOf(text.slice(start, lineEnd(text, start)));
}

/** The same for the nearest line above that is neither blank nor a comment. */
export function columnAbove(text: string, offset: number): number | undefined {
  for (let end = text.lastIndexOf("\n", offset - 1); end > 0; ) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(start, end);
    if (isContent(line)) return indentOf(line);
    end = start - 1;
  }
  return undefined;
}

/** The same for the nearest line below. */
export function columnBelow(text: string, offset: number): number | undefined {
  for (let start = lineEnd(text, offset) + 1; start < text.length; ) {
    const end = lineEnd(text, start);
    const line = text.slice(start, end);
    if (isContent(line)) return indentOf(line);
    start = end + 1;
  }
  return undefined;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

function isContent(line: string): boolean {
  return /^(?!---)[ \t]*[^ \t\r#]/.test(line);
}

function indentOf(line: string): number {
  return /^[ \t]*(?:-[ \t]+)*/.exec(line)?.[0].length ?? 0;
}
