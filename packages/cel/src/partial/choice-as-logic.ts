import type { ChooseOperation, Operation } from "../evaluate/operation.ts";
import { boolType } from "../type-system/type.ts";
import type { Interest } from "./interest.ts";

/**
 * A choice as the logic that it is to those who ask for its truth or falsity, `(c && a) || (!c && b)`. Asked like that,
 * a test says nothing of what fails in it.
 */
export function choiceAsLogic(operation: ChooseOperation, interest: Interest): Operation | undefined {
  const { test, whenTrue, whenFalse, place } = operation;
  const base = { type: boolType, place };
  const not: Operation = { kind: "not", ...base, of: test };
  const join = (kind: "and" | "or", left: Operation, right: Operation): Operation => ({
    kind,
    ...base,
    left,
    right,
  });
  if (interest === "truth") return join("or", join("and", test, whenTrue), join("and", not, whenFalse));
  if (interest === "falsity") return join("and", join("or", not, whenTrue), join("or", test, whenFalse));
  return undefined;
}
