/** How far a pattern has been read, and which flags hold there. */
export interface PatternReader {
  readonly text: string;
  at: number;
  flags: PatternFlags;
  /** Groups so far that capture what they match. */
  groupCount: number;
  readonly groupNames: Set<string>;
  /** Groups that are open. */
  depth: number;
}

/** The flags that decide whether a text matches; laziness only decides where. */
export interface PatternFlags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

export function take(reader: PatternReader, word: string): boolean {
  const isHere = reader.text.startsWith(word, reader.at);
  if (isHere) reader.at += word.length;
  return isHere;
}

/** The expression must start with `^`. */
export function takeMatch(reader: PatternReader, expression: RegExp): RegExpExecArray | undefined {
  const match = expression.exec(reader.text.slice(reader.at));
  if (match === null) return undefined;
  reader.at += match[0].length;
  return match;
}
