import { type Operation, visitOperands } from "@orthrus/cel";

/** Where something is in what conditions see. Shape: `["resource", "attributes", "status"]`. */
export type FactPath = readonly string[];

/** Lists what of the request an operation looks at; where the name is computed, all that is there. */
export function factsRead(operation: Operation): readonly FactPath[] {
  return factsOf(operation, new Set());
}

/** Variables are followed into their definitions once: each time would take exponential time. */
function factsOf(operation: Operation, followed: Set<object>): readonly FactPath[] {
  const ofAll = (operations: readonly Operation[]): readonly FactPath[] =>
    operations.flatMap((each) => factsOf(each, followed));
  const path = factPath(operation);
  if (path !== undefined) return [path, ...ofAll(keysOf(operation))];
  if (operation.kind === "present") return factsOf(operation.of, followed);
  if (operation.kind !== "computed") return ofAll(operandsOf(operation));
  const { computed } = operation;
  if (followed.has(computed)) return [];
  followed.add(computed);
  return factsOf(computed.program.operation, followed);
}

/** Whether one of two is inside the other, or the same. */
export function overlap(left: FactPath, right: FactPath): boolean {
  return left.every((name, place) => place >= right.length || name === right[place]);
}

/** Whether a fact is known when all of another one is. */
export function isWithin(inner: FactPath, outer: FactPath): boolean {
  return outer.length <= inner.length && overlap(outer, inner);
}

function factPath(operation: Operation): FactPath | undefined {
  switch (operation.kind) {
    case "read":
      return operation.name === "request" ? [] : operation.path;
    case "field":
      return below(operation.of, operation.field.property);
    case "message":
      return factPath(operation.of);
    case "select":
    case "has":
      return below(operation.of, operation.name);
    case "index": {
      const { key, of } = operation;
      const isNamed = key.kind === "constant" && typeof key.value === "string";
      return isNamed ? below(of, String(key.value)) : factPath(of);
    }
    default:
      return undefined;
  }
}

function below(operation: Operation, name: string): FactPath | undefined {
  const path = factPath(operation);
  return path && [...path, name];
}

/** What names the members on the way. */
function keysOf(operation: Operation): readonly Operation[] {
  switch (operation.kind) {
    case "index":
      return [operation.key, ...keysOf(operation.of)];
    case "field":
    case "message":
    case "select":
    case "has":
      return keysOf(operation.of);
    default:
      return [];
  }
}

function operandsOf(operation: Operation): readonly Operation[] {
  const operands: Operation[] = [];
  visitOperands(operation, (operand) => operands.push(operand));
  return operands;
}
