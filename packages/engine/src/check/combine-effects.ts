import type { ActionDecision } from "@orthrus/protocol";
import type { Pass } from "./decision-program.ts";
import type { Run } from "./run.ts";

/**
 * Combines what each role of the principal is told: the first allow wins, otherwise the first denial. Roles are
 * independent, so one role's denial does not stop another role's allow.
 */
export function combineRoles(
  passes: readonly Pass[],
  run: Run,
  runPass: (pass: Pass, run: Run) => ActionDecision | undefined,
): ActionDecision | undefined {
  let denial: ActionDecision | undefined;
  for (const pass of passes) {
    const decision = runPass(pass, run);
    if (decision === undefined) continue;
    if (decision.effect === "allow" || run.hasFailed) return decision;
    denial ??= decision;
  }
  return denial;
}
