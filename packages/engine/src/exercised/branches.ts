import { type Operation, visitOperands } from "@orthrus/cel";
import type { BranchOperator } from "./coverage.ts";

type Logic = Extract<Operation, { readonly kind: "and" | "or" }>;

/**
 * Calls back with every part of an expression that `&&`, `||` or `?:` depend on, outermost first. What is constant has
 * no other side; the insides of variables are parts of their definitions.
 */
export function visitBranches(
  operation: Operation,
  found: (operator: BranchOperator, part: Operation) => void,
): void {
  const descend = (inner: Operation): void => visitBranches(inner, found);
  switch (operation.kind) {
    case "and":
    case "or":
      for (const side of sidesOf(operation)) {
        if (side.kind !== "constant") found(operation.kind === "and" ? "&&" : "||", side);
        descend(side);
      }
      return;
    case "choose":
      if (operation.test.kind !== "constant") found("?:", operation.test);
      visitOperands(operation, descend);
      return;
    // Whether there is a value inside an optional is for the functions of optionals to know.
    case "optional-map":
    case "or-else":
      descend(operation.of);
      return;
    default:
      visitOperands(operation, descend);
  }
}

/** Whether there is anything to cover in an expression, or in a variable that it reads. */
export function hasBranches(operation: Operation): boolean {
  if (operation.kind === "computed" || operation.kind === "choose") return true;
  if (operation.kind === "and" || operation.kind === "or") return true;
  let found = false;
  visitOperands(operation, (operand) => {
    found ||= hasBranches(operand);
  });
  return found;
}

/** The sides of `a && b && c`, however they are nested, from left to right. */
export function sidesOf(logic: Logic): readonly Operation[] {
  return [logic.left, logic.right].flatMap((side) =>
    (side.kind === "and" || side.kind === "or") && side.kind === logic.kind ? sidesOf(side) : [side],
  );
}

/** Tells a part of an expression from the others, also after something was put in the place of a macro's variable. */
export function branchKey({ place }: Operation): string {
  return `${place.start}:${place.end}`;
}
