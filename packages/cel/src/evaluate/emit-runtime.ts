import { hasKey, index as indexValue, isIn, iterate } from "../values/access.ts";
import { add, divide, multiply, negate, remainder, subtract } from "../values/arithmetic.ts";
import { CelError, noSuchOverload } from "../values/cel-error.ts";
import { CelMap, CelMapBuilder } from "../values/cel-map.ts";
import { Duration, makeDuration } from "../values/duration.ts";
import { equal, includesEqual } from "../values/equality.ts";
import { OptionalValue } from "../values/optional-value.ts";
import { greaterOrEqual, greaterThan, lessOrEqual, lessThan } from "../values/ordering.ts";
import { instantParts, readInstant, Timestamp } from "../values/timestamp.ts";
import { TypeValue } from "../values/type-value.ts";
import { Uint } from "../values/uint.ts";
import type { Value } from "../values/value.ts";
import { indexOptionally, isPlainObject, selectFrom } from "./attribute-closures.ts";
import { noInstant } from "./call-closures.ts";
import { notBoolean } from "./closure.ts";
import { unsupportedKey } from "./collection-closures.ts";
import { insertEntries, pairsOf, sorted } from "./iterate-closures.ts";
import { isSet, materialised, optionally } from "./message-closures.ts";
import { partOfText } from "./split-part.ts";

/** What generated code may name: the operators that closures use, and the classes of values. */
export const generatedRuntime: { readonly [name: string]: unknown } = {
  CelError,
  CelMap,
  CelMapBuilder,
  Duration,
  OptionalValue,
  Timestamp,
  TypeValue,
  Uint,
  add,
  divide,
  equal,
  greaterOrEqual,
  greaterThan,
  hasName,
  includesEqual,
  indexInto,
  indexOptionally,
  insertEntries,
  instantParts,
  isIn,
  isPlainObject,
  isSet,
  iterate,
  lessOrEqual,
  lessThan,
  makeDuration,
  materialised,
  multiply,
  negate,
  noInstant,
  noSuchOverload,
  notBoolean,
  optionally,
  pairsOf,
  partOfText,
  readInstant,
  remainder,
  selectFrom,
  sorted,
  subtract,
  unsupportedKey,
};

/** Writes the names of the runtime that a source uses, taken from `H`. */
export function runtimeNames(source: string): string {
  const used = Object.keys(generatedRuntime).filter((name) => source.includes(name));
  return `const { ${used.join(", ")} } = H;`;
}

function hasName(of: Value, name: string): boolean | CelError {
  if (!(of instanceof OptionalValue)) return hasKey(of, name);
  return of.value === undefined ? false : hasKey(of.value, name);
}

function indexInto(of: Value, key: Value): Value | CelError {
  return of instanceof OptionalValue ? indexOptionally(of, key) : indexValue(of, key);
}
