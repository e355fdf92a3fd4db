import type { ArithmeticOperator, Operation } from "../evaluate/operation.ts";
import { typeNameOf } from "../values/type-name.ts";

/** Kinds of values between which operators choose, by the name that types and `type()` have for them. */
type Kind = (typeof kinds)[number];

const kinds = [
  ...(["null", "bool", "int", "uint", "double", "string", "bytes"] as const),
  ...(["timestamp", "duration", "list", "map"] as const),
] as const;

/** Some of the kinds. */
type KindSet = ReadonlySet<Kind>;

const everything: KindSet = new Set(kinds);
/** Numbers of attributes are doubles, whatever they look like. */
const json: KindSet = new Set(["null", "bool", "double", "string", "list", "map"]);
const numbers: KindSet = new Set(["int", "uint", "double"]);

/** Tells operations that can only give what JSON can say, such as attributes. */
export type IsJson = (operation: Operation) => boolean;

/**
 * Whether an operation fails whatever its operands turn out to be, because of their kinds alone.
 *
 * Shape: `R.attr.amount + 1` adds a double, a text or something else to an int; nothing can be added to both.
 */
export function cannotSucceed(operation: Operation, isJson: IsJson): boolean {
  if (operation.kind !== "arithmetic" && operation.kind !== "order") return false;
  const left = kindsOf(operation.left, isJson);
  const right = kindsOf(operation.right, isJson);
  if (operation.kind === "order") return !ordered.some((group) => meets(left, group) && meets(right, group));
  return !overloads[operation.operator].some(([one, other]) => left.has(one) && right.has(other));
}

/** Whether two operands are never equal, because of their kinds alone. */
export function cannotBeEqual(left: Operation, right: Operation, isJson: IsJson): boolean {
  const one = kindsOf(left, isJson);
  const other = kindsOf(right, isJson);
  return !meets(one, other) && !(meets(one, numbers) && meets(other, numbers));
}

function kindsOf(operation: Operation, isJson: IsJson): KindSet {
  const name = operation.kind === "constant" ? typeNameOf(operation.value) : operation.type.kind;
  return only.get(name) ?? (isJson(operation) ? json : everything);
}

function meets(one: KindSet, other: KindSet): boolean {
  for (const kind of one) if (other.has(kind)) return true;
  return false;
}

const only: ReadonlyMap<string, KindSet> = new Map([
  ...kinds.map((kind): [string, KindSet] => [kind, new Set([kind])]),
  ["null_type", new Set<Kind>(["null"])],
  ["google.protobuf.Timestamp", new Set<Kind>(["timestamp"])],
  ["google.protobuf.Duration", new Set<Kind>(["duration"])],
]);

const ordered: readonly KindSet[] = [
  numbers,
  ...(["bool", "string", "bytes", "timestamp", "duration"] as const).map((kind): KindSet => new Set([kind])),
];

type Overload = readonly [left: Kind, right: Kind];

const sameNumbers: readonly Overload[] = [
  ["int", "int"],
  ["uint", "uint"],
  ["double", "double"],
];

// biome-ignore format: one row per operator
const overloads: Readonly<Record<ArithmeticOperator, readonly Overload[]>> = {
  add: [
    ...sameNumbers, ["string", "string"], ["bytes", "bytes"], ["list", "list"],
    ["timestamp", "duration"], ["duration", "timestamp"], ["duration", "duration"],
  ],
  subtract: [...sameNumbers, ["timestamp", "timestamp"], ["timestamp", "duration"], ["duration", "duration"]],
  multiply: sameNumbers,
  divide: sameNumbers,
  remainder: [["int", "int"], ["uint", "uint"]],
};
