import type { PlanOperand } from "@orthrus/protocol";
import { allOf, always, anyOf, compare, mirrored, never, state } from "../combine.ts";
import type { ComparisonOperator, Condition, Scalar } from "../condition.ts";
import { unsupported } from "./scope.ts";
import type { Moment, Truth } from "./term.ts";

const opposites = { eq: "ne", ne: "eq", lt: "ge", le: "gt", gt: "le", ge: "lt" } as const;

/** Compares two instants or two durations. Columns have milliseconds, constants nanoseconds. */
export function momentTruth(
  operator: ComparisonOperator,
  left: Moment,
  right: Moment,
  operand: PlanOperand,
): Truth {
  if (left.kind !== right.kind) return { yes: () => never, no: () => never };
  if (left.of !== undefined && right.of !== undefined) return columnsTruth(operator, left, right, operand);
  if (left.of === undefined && right.of !== undefined)
    return momentTruth(mirrored(operator), right, left, operand);
  const { of, sign } = left;
  if (of === undefined) {
    const isTrue = (side: ComparisonOperator) =>
      holds(side, left.nanoseconds, right.nanoseconds) ? always : never;
    return { yes: () => isTrue(operator), no: () => isTrue(opposites[operator]) };
  }
  const limit = (right.nanoseconds - left.nanoseconds) * BigInt(sign);
  const asked = sign === 1 ? operator : mirrored(operator);
  const inRange = rangeOf(left);
  return {
    yes: () => allOf(inRange, withLimit(asked, of, limit)),
    no: () => allOf(inRange, withLimit(opposites[asked], of, limit)),
  };
}

function columnsTruth(
  operator: ComparisonOperator,
  left: Moment,
  right: Moment,
  operand: PlanOperand,
): Truth {
  const { of: a } = left;
  const { of: b } = right;
  if (
    a === undefined ||
    b === undefined ||
    left.sign !== right.sign ||
    left.nanoseconds !== right.nanoseconds
  ) {
    throw unsupported(operand, "it does arithmetic with times of two columns");
  }
  const asked = left.sign === 1 ? operator : mirrored(operator);
  const inRange = allOf(rangeOf(left), rangeOf(right));
  return {
    yes: () => allOf(inRange, compare(asked, a, b)),
    no: () => allOf(inRange, compare(opposites[asked], a, b)),
  };
}

const perMillisecond = 1_000_000n;

/** A column of whole milliseconds compared with a constant of nanoseconds. */
function withLimit(operator: ComparisonOperator, of: Scalar, nanoseconds: bigint): Condition {
  const floor = floorDivide(nanoseconds, perMillisecond);
  const isWhole = floor * perMillisecond === nanoseconds;
  const ceiling = isWhole ? floor : floor + 1n;
  switch (operator) {
    case "eq":
      return isWhole ? compare("eq", of, instant(floor)) : never;
    case "ne":
      return isWhole ? compare("ne", of, instant(floor)) : state("value", of);
    case "lt":
      return compare("lt", of, instant(ceiling));
    case "le":
      return compare("le", of, instant(floor));
    case "gt":
      return compare("gt", of, instant(floor));
    case "ge":
      return compare("ge", of, instant(ceiling));
  }
}

function instant(milliseconds: bigint): Scalar {
  // Beyond all timestamps, where every limit means the same.
  const limited =
    milliseconds > latest ? latest + 1n : milliseconds < earliest ? earliest - 1n : milliseconds;
  return { kind: "literal", type: "timestamp", value: Number(limited) };
}

/** The years 1 to 9999, in milliseconds. */
export const earliest = -62_135_596_800_000n;
export const latest = 253_402_300_799_999n;

/** A timestamp that is moved out of the years 1 to 9999 is an error. */
function rangeOf({ of, kind, nanoseconds }: Moment): Condition {
  if (of === undefined || kind === "duration" || nanoseconds === 0n) return always;
  const moved = floorDivide(nanoseconds, perMillisecond);
  const bound =
    moved >= 0n
      ? compare("le", of, instant(latest - moved - 1n))
      : compare("ge", of, instant(earliest - moved));
  return anyOf(bound);
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

function holds(operator: ComparisonOperator, left: bigint, right: bigint): boolean {
  switch (operator) {
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "lt":
      return left < right;
    case "le":
      return left <= right;
    case "gt":
      return left > right;
    case "ge":
      return left >= right;
  }
}

/** Nanoseconds since 1970 of a text in RFC 3339; `undefined` for another text. */
export function parseInstant(text: string): bigint | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, seconds = "", fraction = "", zone = ""] = match;
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * perMillisecond + BigInt(fraction.padEnd(9, "0"));
}

const unitNanoseconds: ReadonlyMap<string, bigint> = new Map([
  ["h", 3_600_000_000_000n],
  ["m", 60_000_000_000n],
  ["s", 1_000_000_000n],
  ["ms", 1_000_000n],
  ["us", 1_000n],
  ["ns", 1n],
]);

/** Nanoseconds of `86400s`, `1h30m`, `-1.5s`; `undefined` for another text. */
export function parseDuration(text: string): bigint | undefined {
  const match = /^(-?)((?:\d+(?:\.\d{1,9})?(?:h|ms|m|us|s|ns))+)$/.exec(text);
  if (match === null) return undefined;
  let total = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of (match[2] ?? "").matchAll(
    /(\d+)(?:\.(\d+))?([a-z]+)/g,
  )) {
    const size = unitNanoseconds.get(unit) ?? 0n;
    total += BigInt(whole) * size + (BigInt(fraction.padEnd(9, "0") || "0") * size) / 1_000_000_000n;
  }
  return match[1] === "-" ? -total : total;
}
