import { CelError } from "../values/cel-error.ts";
import { Duration } from "../values/duration.ts";
import { isMap, mapSize } from "../values/map-access.ts";
import { indexOptionally } from "../values/optional-access.ts";
import { OptionalValue, optionalNone } from "../values/optional-value.ts";
import { Timestamp } from "../values/timestamp.ts";
import { Uint } from "../values/uint.ts";
import { isList, type Value } from "../values/value.ts";
import type { FunctionRow, Library } from "./library.ts";

const since = "0.55";

// biome-ignore format: one row per overload
const rows: readonly FunctionRow[] = [
  { name: "optional.of",             signature: "(A) optional(A)",                     call: some, since },
  { name: "optional.none",           signature: "() optional(A)",                      call: () => optionalNone, since },
  { name: "optional.ofNonZeroValue", signature: "(A) optional(A)",                     call: someUnlessZero, since },
  { name: "optional.unwrap",         signature: "(list(optional(A))) list(A)",         call: unwrap, since },
  { name: "unwrapOpt",               signature: "list(optional(A)).() list(A)",        call: unwrap, since },
  { name: "hasValue",                signature: "optional(A).() bool",                 call: ({ value }: OptionalValue) => value !== undefined, since },
  { name: "value",                   signature: "optional(A).() A",                    call: ({ value }: OptionalValue) => (value === undefined ? nothingThere : value), since },
  { name: "or",                      signature: "optional(A).(optional(A)) optional(A)", call: (left: OptionalValue, right: OptionalValue) => (left.value === undefined ? right : left), since },
  { name: "orValue",                 signature: "optional(A).(A) A",                   call: ({ value }: OptionalValue, otherwise: Value) => (value === undefined ? otherwise : value), since },
  { name: "first",                   signature: "list(A).() optional(A)",              call: (list: readonly Value[]) => perhaps(list[0]), since },
  { name: "last",                    signature: "list(A).() optional(A)",              call: (list: readonly Value[]) => perhaps(list.at(-1)), since },
  { name: "_[?_]",                   signature: "(list(A), int) optional(A)",          call: indexOptionally, total: true, since },
  { name: "_[?_]",                   signature: "(optional(list(A)), int) optional(A)",    call: indexOptionally, total: true, since },
  { name: "_[?_]",                   signature: "(map(A, B), A) optional(B)",          call: indexOptionally, total: true, since },
  { name: "_[?_]",                   signature: "(optional(map(A, B)), A) optional(B)", call: indexOptionally, total: true, since },
  { name: "_[_]",                    signature: "(optional(list(A)), int) optional(A)", call: indexOptionally, total: true, since },
  { name: "_[_]",                    signature: "(optional(map(A, B)), A) optional(B)", call: indexOptionally, total: true, since },
];

/** Values that may be missing. `a.?b`, `a[?k]`, `optMap` and `optFlatMap` belong to the syntax. */
export const optionalsLibrary: Library = { name: "optionals", rows };

const nothingThere = new CelError("optional.none() dereference");

function some(value: Value): OptionalValue {
  return new OptionalValue(value);
}

function perhaps(value: Value | undefined): OptionalValue {
  return value === undefined ? optionalNone : new OptionalValue(value);
}

function someUnlessZero(value: Value): OptionalValue {
  return isZero(value) ? optionalNone : new OptionalValue(value);
}

function isZero(value: Value): boolean {
  if (typeof value !== "object") return !value;
  if (value === null) return true;
  if (isList(value) || value instanceof Uint8Array) return value.length === 0;
  if (isMap(value)) return mapSize(value) === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.seconds === 0 && value.nanos === 0;
  if (value instanceof Timestamp) return value.seconds === zeroTimestampSeconds && value.nanos === 0;
  return value instanceof OptionalValue && value.value === undefined;
}

/** Year 1, where the reference's timestamps begin. */
const zeroTimestampSeconds = -62_135_596_800;

function unwrap(list: readonly Value[]): readonly Value[] | CelError {
  const values: Value[] = [];
  for (const item of list) {
    if (!(item instanceof OptionalValue)) return new CelError("no such overload: optional.unwrap(list)");
    if (item.value !== undefined) values.push(item.value);
  }
  return values;
}
