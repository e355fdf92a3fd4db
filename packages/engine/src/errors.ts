import type { Diagnostic } from "@orthrus/policy";
import { OrthrusError } from "@orthrus/protocol";

export type PolicyErrorCode = "policy/invalid";

/** Policy text that does not compile. */
export class PolicyError extends OrthrusError<PolicyErrorCode> {
  /** Every problem, sorted by place; those of files that cannot be read come first. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super("policy/invalid", summary(diagnostics));
    this.diagnostics = diagnostics;
  }
}

/** Shape: `album.yaml:3:5: unknown field "foo" (and 2 more problems)`. */
function summary(diagnostics: readonly Diagnostic[]): string {
  const [first, ...others] = diagnostics;
  if (!first) return "the policies do not compile";
  const { position, file, message } = first;
  const place = position ? `${file}:${position.line}:${position.column}` : file;
  const more = others.length === 1 ? "1 more problem" : `${others.length} more problems`;
  return `${place}: ${message}${others.length > 0 ? ` (and ${more})` : ""}`;
}
