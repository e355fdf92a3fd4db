import type { Policy } from "../model/policy.ts";
import type { SourceFile } from "../source/policy-store.ts";
import { indexSource, type SourceText } from "../source/source-text.ts";
import { buildPolicy } from "./build-policy.ts";
import type { DecodedMessage } from "./decoded-message.ts";
import { policyShape } from "./policy-shape.ts";
import { type DocumentKind, readMessage } from "./read-message.ts";
import { type ReadProblem, storeProblem } from "./read-problem.ts";
import { checkPolicy } from "./static-checks.ts";

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
  const unreadable = storeProblem(file);
  if (unreadable !== undefined)
    return { source, policy: undefined, message: undefined, problems: [unreadable] };
  const { message, problems } = readMessage(source, POLICY);
  if (message === undefined || problems.length > 0) return { source, policy: undefined, message, problems };
  const policy = buildPolicy(source, message);
  const found: ReadProblem[] = [];
  if (policy !== undefined) checkPolicy(policy, (problem) => found.push(problem));
  return { source, policy, message, problems: found };
}

const POLICY: DocumentKind = {
  shape: policyShape,
  hint: "a policy is a mapping that starts with `apiVersion: api.cerbos.dev/v1`",
};
