import type { Policy } from "../model/policy.ts";
import type { SourceFile } from "../source/policy-store.ts";
import { indexSource, type SourceText } from "../source/source-text.ts";
import { buildPolicy } from "./build-policy.ts";
import { decodeMessage } from "./decode-message.ts";
import type { DecodedMessage } from "./decoded-message.ts";
import { policyShape } from "./policy-shape.ts";
import { readDocument } from "./read-document.ts";
import { type ReadProblem, ReadStopped } from "./read-problem.ts";
import { checkPolicy } from "./static-checks.ts";
import type { TreeNode } from "./tree.ts";
import { validateMessage } from "./validate-message.ts";

/** A file of the store, read. */
export interface ParsedFile {
  readonly source: SourceText;
  /** Absent when the file is empty or breaks a rule. It may be used only when there are no problems. */
  readonly policy: Policy | undefined;
  /** The document field by field, for tools that show policies as JSON. */
  readonly message: DecodedMessage | undefined;
  readonly problems: readonly ReadProblem[];
}

/**
 * Reads a policy file.
 *
 * Reports: in `problems`, the first of reading and decoding, then all violated rules, then all static checks; a later
 * group only when the earlier ones found nothing.
 */
export function parsePolicy(file: SourceFile): ParsedFile {
  const source = indexSource(file);
  const nothing = { source, policy: undefined, message: undefined };
  const read = readDocument(source);
  if (!("document" in read)) return { ...nothing, problems: read.problems };
  if (read.document === undefined) return { ...nothing, problems: [] };
  const message = decodePolicy(source, read.document);
  if (!("fields" in message)) return { ...nothing, problems: [message] };
  return checkMessage(source, message);
}

function decodePolicy(source: SourceText, document: TreeNode): DecodedMessage | ReadProblem {
  if (document.kind !== "mapping") return notAPolicy;
  try {
    return decodeMessage(source, policyShape, document, undefined);
  } catch (stopped) {
    if (stopped instanceof ReadStopped) return stopped.problem;
    throw stopped;
  }
}

function checkMessage(source: SourceText, message: DecodedMessage): ParsedFile {
  const problems: ReadProblem[] = [];
  validateMessage(message, "", (problem) => problems.push(problem));
  if (problems.length > 0) return { source, policy: undefined, message, problems };
  const policy = buildPolicy(source, message);
  if (policy !== undefined) checkPolicy(policy, (problem) => problems.push(problem));
  return { source, policy, message, problems };
}

const notAPolicy: ReadProblem = {
  code: "policy/not-a-policy",
  message: "invalid document: contents are not valid YAML or JSON",
  kind: "parse",
  at: { start: 0, caret: 0, path: undefined },
  hint: "a policy is a mapping that starts with `apiVersion: api.cerbos.dev/v1`",
};
