import { type Expression, printExpression } from "@orthrus/cel";

/** A literal as something that can be compared: numbers of all types are one. */
export type PlainValue = string | number | boolean;

/** The value of a literal that JSON has; `null` says that something is missing, and is no value here. */
export function plainValue(node: Expression | undefined): PlainValue | undefined {
  if (node?.kind !== "literal") return undefined;
  switch (node.type) {
    case "string":
    case "bool":
    case "double":
      return node.value;
    case "int":
    case "uint":
      return Number(node.value);
    case "null":
    case "bytes":
      return undefined;
  }
}

/** Whether two expressions are written alike, blanks and brackets aside. */
export function isSameExpression(left: Expression | undefined, right: Expression | undefined): boolean {
  if (left === undefined || right === undefined || left.kind !== right.kind) return false;
  return printExpression(left) === printExpression(right);
}
