import { int64 } from "../values/arithmetic.ts";
import { CelError } from "../values/cel-error.ts";
import { noSuchFunction } from "../values/no-such-overload.ts";
import { compare } from "../values/ordering.ts";
import { Uint } from "../values/uint.ts";
import { isList, type Value } from "../values/value.ts";
import type { FunctionBody, FunctionRow, Library } from "./library.ts";

const numeric = ["double", "int", "uint"] as const;

/** One argument, two, or a list of any length; numbers of different types compare by value and keep their type. */
function extremum(name: string, call: FunctionBody): readonly FunctionRow[] {
  const pairs = numeric.flatMap((a) => numeric.map((b) => `(${a}, ${b}) ${a === b ? a : "dyn"}`));
  const signatures = [
    ...numeric.map((type) => `(${type}) ${type}`),
    ...pairs,
    ...numeric.map((type) => `(list(${type})) ${type}`),
  ];
  return signatures.map((signature) => ({
    name,
    signature,
    call,
    total: true,
  }));
}

// biome-ignore format: one row per overload
const rows: readonly FunctionRow[] = [
  ...extremum("math.greatest", greatest),
  ...extremum("math.least", least),

  { name: "math.ceil",          signature: "(double) double",    call: Math.ceil },
  { name: "math.floor",         signature: "(double) double",    call: Math.floor },
  { name: "math.round",         signature: "(double) double",    call: round },
  { name: "math.trunc",         signature: "(double) double",    call: Math.trunc },
  { name: "math.sqrt",          signature: "(double) double",    call: Math.sqrt },
  { name: "math.sqrt",          signature: "(int) double",       call: (value: bigint) => Math.sqrt(Number(value)) },
  { name: "math.sqrt",          signature: "(uint) double",      call: ({ value }: Uint) => Math.sqrt(Number(value)) },

  { name: "math.isInf",         signature: "(double) bool",      call: (value: number) => Math.abs(value) === Infinity },
  { name: "math.isNaN",         signature: "(double) bool",      call: Number.isNaN },
  { name: "math.isFinite",      signature: "(double) bool",      call: Number.isFinite },

  { name: "math.abs",           signature: "(double) double",    call: Math.abs },
  { name: "math.abs",           signature: "(int) int",          call: (value: bigint) => int64(value < 0n ? -value : value) },
  { name: "math.abs",           signature: "(uint) uint",        call: (value: Uint) => value },
  { name: "math.sign",          signature: "(double) double",    call: (value: number) => Math.sign(value) + 0 },
  { name: "math.sign",          signature: "(int) int",          call: (value: bigint) => (value < 0n ? -1n : value > 0n ? 1n : 0n) },
  { name: "math.sign",          signature: "(uint) uint",        call: ({ value }: Uint) => new Uint(value > 0n ? 1n : 0n) },

  { name: "math.bitAnd",        signature: "(int, int) int",     call: (left: bigint, right: bigint) => left & right },
  { name: "math.bitAnd",        signature: "(uint, uint) uint",  call: (left: Uint, right: Uint) => new Uint(left.value & right.value) },
  { name: "math.bitOr",         signature: "(int, int) int",     call: (left: bigint, right: bigint) => left | right },
  { name: "math.bitOr",         signature: "(uint, uint) uint",  call: (left: Uint, right: Uint) => new Uint(left.value | right.value) },
  { name: "math.bitXor",        signature: "(int, int) int",     call: (left: bigint, right: bigint) => left ^ right },
  { name: "math.bitXor",        signature: "(uint, uint) uint",  call: (left: Uint, right: Uint) => new Uint(left.value ^ right.value) },
  { name: "math.bitNot",        signature: "(int) int",          call: (value: bigint) => ~value },
  { name: "math.bitNot",        signature: "(uint) uint",        call: ({ value }: Uint) => new Uint(BigInt.asUintN(64, ~value)) },
  { name: "math.bitShiftLeft",  signature: "(int, int) int",     call: shiftLeft },
  { name: "math.bitShiftLeft",  signature: "(uint, int) uint",   call: shiftLeft },
  { name: "math.bitShiftRight", signature: "(int, int) int",     call: shiftRight },
  { name: "math.bitShiftRight", signature: "(uint, int) uint",   call: shiftRight },
];

/** Numbers beyond the operators. */
export const mathLibrary: Library = { name: "math", rows };

function greatest(...args: readonly Value[]): Value | CelError {
  return pick("math.@max", args, (order) => order < 0);
}

function least(...args: readonly Value[]): Value | CelError {
  return pick("math.@min", args, (order) => order > 0);
}

function pick(name: string, args: readonly Value[], replaces: (order: number) => boolean): Value | CelError {
  const [first] = args;
  if (args.length > 1 || first === undefined) {
    return args.every(isNumber) ? pickFrom(name, args, replaces) : noSuchFunction(name, args);
  }
  if (!isList(first)) return isNumber(first) ? first : noSuchFunction(name, args);
  if (first[0] === undefined) return new CelError(`${name}(list) argument must not be empty`);
  if (!isNumber(first[0])) return noSuchFunction(name, args);
  return first.every(isNumber) ? pickFrom(name, first, replaces) : new CelError(`no such overload: ${name}`);
}

function pickFrom(
  name: string,
  values: readonly Value[],
  replaces: (order: number) => boolean,
): Value | CelError {
  let picked = values[0] as Value;
  for (const value of values.slice(1)) {
    const order = compare(picked, value, name);
    if (order instanceof CelError) return new CelError(`${order.message}: ${name}`);
    if (replaces(order)) picked = value;
  }
  return picked;
}

function isNumber(value: Value): boolean {
  return typeof value === "bigint" || typeof value === "number" || value instanceof Uint;
}

// Not `Math.round`, which takes halves upwards, nor adding a half, which is not exact.
function round(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function shiftLeft(value: bigint | Uint, places: bigint): Value | CelError {
  if (places < 0n) return new CelError(`math.bitShiftLeft() negative offset: ${places}`);
  return mapBits(value, (bits) => (places >= 64n ? 0n : bits << places));
}

function shiftRight(value: bigint | Uint, places: bigint): Value | CelError {
  if (places < 0n) return new CelError(`math.bitShiftRight() negative offset: ${places}`);
  return mapBits(value, (bits) => (places >= 64n ? 0n : bits >> places));
}

/** Works on the 64 bits without regard to the sign. */
function mapBits(value: bigint | Uint, change: (bits: bigint) => bigint): Value {
  if (value instanceof Uint) return new Uint(BigInt.asUintN(64, change(value.value)));
  return BigInt.asIntN(64, change(BigInt.asUintN(64, value)));
}
