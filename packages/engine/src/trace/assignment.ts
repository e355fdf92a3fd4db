import type { Activation, Operation } from "@orthrus/cel";
import type { Json } from "@orthrus/protocol";

/** A value that an attribute would have to have. */
export interface Assignment {
  /** Shape: `["resource", "attributes", "status"]`. */
  readonly path: readonly [owner: string, ...names: string[]];
  readonly value: Json;
}

/** Which value of which attribute makes an operation what is wanted, when that is plain to see. */
export function assignmentFor(operation: Operation, isWanted: boolean): Assignment | undefined {
  const path = attributePath(operation);
  if (path !== undefined) return { path, value: isWanted };
  switch (operation.kind) {
    case "equal":
      return isWanted ? compared(operation.left, operation.right) : undefined;
    case "differ":
      return isWanted ? undefined : compared(operation.left, operation.right);
    default:
      return undefined;
  }
}

/** What conditions would see if attributes had these values. */
export function withAssignments(seen: Activation, assignments: readonly Assignment[]): Activation {
  const result: Record<string, unknown> = { ...seen };
  for (const { path, value } of assignments) {
    const [owner, ...names] = path;
    result[owner] = withValue(result[owner], names, value);
  }
  return { ...seen, ...result };
}

function compared(left: Operation, right: Operation): Assignment | undefined {
  const [read, other] = right.kind === "constant" ? [left, right] : [right, left];
  const path = attributePath(read);
  if (path === undefined || other.kind !== "constant") return undefined;
  const value = other.value;
  const isPlain = typeof value === "string" || typeof value === "boolean" || value === null;
  if (isPlain) return { path, value };
  return typeof value === "number" || typeof value === "bigint" ? { path, value: Number(value) } : undefined;
}

/** Attributes of principal and resource, however deep. */
function attributePath(operation: Operation): Assignment["path"] | undefined {
  if (operation.kind === "select" && !operation.optional) {
    const path = attributePath(operation.of);
    return path && [...path, operation.name];
  }
  if (operation.kind !== "field" || operation.field.property !== "attributes") return undefined;
  const owner = ownerOf(operation.of);
  return owner === undefined ? undefined : [owner, "attributes"];
}

function ownerOf(operation: Operation): string | undefined {
  if (operation.kind === "read") return operation.path.length === 1 ? operation.path[0] : undefined;
  return operation.kind === "field" && operation.of.kind === "read" ? operation.field.property : undefined;
}

function withValue(object: unknown, [name, ...rest]: readonly string[], value: Json): unknown {
  if (name === undefined) return value;
  const members = typeof object === "object" && object !== null ? Object.entries(object) : [];
  const before: unknown = members.find(([key]) => key === name)?.[1];
  const others = members.filter(([key]) => key !== name);
  return Object.fromEntries([...others, [name, withValue(before, rest, value)]]);
}
