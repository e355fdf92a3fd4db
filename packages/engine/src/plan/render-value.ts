import {
  BoxedValue,
  CelMap,
  Duration,
  isCelError,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
  valueToJson,
} from "@orthrus/cel";
import type { Json, PlanOperand } from "@orthrus/protocol";
import { valueOperand } from "./normalise-operand.ts";
import { PlanError } from "./plan-error.ts";

/** Says a value as part of a filter. Filters know JSON; times and bytes are calls, maps are `struct`. */
export function renderValue(value: Value): PlanOperand {
  if (typeof value === "bigint") return valueOperand(Number(value));
  if (value instanceof Uint) return valueOperand(Number(value.value));
  if (value instanceof Timestamp) return call("timestamp", [scalar(value)]);
  if (value instanceof Duration) return call("duration", [scalar(value)]);
  // As a text it would equal texts.
  if (value instanceof Uint8Array) return call("base64.decode", [scalar(value)]);
  if (value instanceof TypeValue) return { kind: "variable", name: value.name };
  if (isList(value)) return renderList(value.map(renderValue));
  if (isMap(value)) {
    return renderStruct(
      entriesOf(value).map(([key, item]): readonly [PlanOperand, PlanOperand] => [
        renderValue(key),
        renderValue(item),
      ]),
    );
  }
  return scalar(value);
}

/** A list of nothing but scalars is a value itself. */
export function renderList(items: readonly PlanOperand[]): PlanOperand {
  const values: Json[] = [];
  for (const item of items) {
    if (item.kind !== "value" || Array.isArray(item.value)) return call("list", items);
    values.push(item.value);
  }
  return valueOperand(values);
}

/** Entries in the order of their keys, so that equal maps look equal. */
export function renderStruct(
  entries: readonly (readonly [key: PlanOperand, value: PlanOperand])[],
): PlanOperand {
  const fields = entries.map((entry) => ({
    text: JSON.stringify(entry[0]),
    operand: call("set-field", entry),
  }));
  fields.sort((left, right) => (left.text < right.text ? -1 : 1));
  return call(
    "struct",
    fields.map(({ operand }) => operand),
  );
}

/** The keys of a map, sorted: what `in` looks through and macros iterate over. */
export function renderKeys(keys: readonly PlanOperand[]): PlanOperand {
  return renderList([...keys].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)));
}

/** Keys and values of a map of either form; `undefined` for other values. */
export function mapEntriesOf(value: Value): readonly (readonly [key: Value, value: Value])[] | undefined {
  return isMap(value) ? entriesOf(value) : undefined;
}

type AnyMap = CelMap | { readonly [key: string]: Value | undefined };

function isMap(value: Value): value is AnyMap {
  if (value instanceof CelMap) return true;
  if (typeof value !== "object" || value === null || isList(value)) return false;
  return !(value instanceof BoxedValue) && !(value instanceof Uint8Array);
}

function entriesOf(map: AnyMap): readonly (readonly [key: Value, value: Value])[] {
  if (map instanceof CelMap) return [...map.entries()];
  return Object.entries(map).flatMap(([key, value]): readonly (readonly [Value, Value])[] =>
    value === undefined ? [] : [[key, value]],
  );
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function scalar(value: Value): PlanOperand {
  const json = valueToJson(value);
  if (!isCelError(json)) return valueOperand(json);
  const type = value instanceof BoxedValue ? value.typeName : typeof value;
  throw new PlanError(type, "compare with values that JSON can say");
}

function call(operator: string, operands: readonly PlanOperand[]): PlanOperand {
  return { kind: "expression", operator, operands };
}
