import { OrthrusError } from "@orthrus/protocol";

export type PlanErrorCode = "engine/not-plannable";

/** A condition that no filter can say. The policies are fine for checks; the hint says how to get a plan too. */
export class PlanError extends OrthrusError<PlanErrorCode> {
  readonly hint: string;

  constructor(operator: string, hint: string) {
    super("engine/not-plannable", `\`${operator}\` on something unknown cannot be part of a filter`);
    this.hint = hint;
  }
}
