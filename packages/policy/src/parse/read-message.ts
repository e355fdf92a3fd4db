import type { SourceText } from "../source/source-text.ts";
import { decodeMessage } from "./decode-message.ts";
import type { DecodedMessage } from "./decoded-message.ts";
import type { MessageShape } from "./message-shape.ts";
import { readDocument } from "./read-document.ts";
import { type ReadProblem, ReadStopped } from "./read-problem.ts";
import type { TreeNode } from "./tree.ts";
import { validateMessage } from "./validate-message.ts";

/** What a file says, by the shape of its message. */
export interface MessageReading {
  /** Absent when the file is empty or cannot be decoded. It may be used only when there are no problems. */
  readonly message: DecodedMessage | undefined;
  readonly problems: readonly ReadProblem[];
}

export interface DocumentKind {
  readonly shape: MessageShape;
  /** What to do about a document that is no mapping. */
  readonly hint: string;
}

/**
 * Reads the one document of a file.
 *
 * Reports: in `problems`, the first of reading and decoding, or else all violated rules.
 */
export function readMessage(source: SourceText, kind: DocumentKind): MessageReading {
  const read = readDocument(source);
  if (!("document" in read)) return { message: undefined, problems: read.problems };
  if (read.document === undefined) return { message: undefined, problems: [] };
  const message = decode(source, kind, read.document);
  if (!("fields" in message)) return { message: undefined, problems: [message] };
  const problems: ReadProblem[] = [];
  validateMessage(message, (problem) => problems.push(problem));
  return { message, problems };
}

function decode(
  source: SourceText,
  { shape, hint }: DocumentKind,
  document: TreeNode,
): DecodedMessage | ReadProblem {
  if (document.kind !== "mapping") return { ...notAMapping, hint };
  try {
    return decodeMessage(source, shape, document, undefined);
  } catch (stopped) {
    if (stopped instanceof ReadStopped) return stopped.problem;
    throw stopped;
  }
}

const notAMapping: ReadProblem = {
  code: "policy/not-a-policy",
  message: "invalid document: contents are not valid YAML or JSON",
  kind: "parse",
  at: { start: 0, caret: 0, path: undefined },
};
