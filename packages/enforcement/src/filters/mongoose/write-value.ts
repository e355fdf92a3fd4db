import type { ColumnValue, Computed, Literal, Scalar } from "../condition.ts";
import type { Column, ElementType } from "../mapping.ts";
import { earliest, latest } from "../translate/moment.ts";
import { both, type Expression, isType, literalText, nothing, when, withValues } from "./expression.ts";
import { pathOf, read, variableOf } from "./path.ts";
import { elementTypes, numberTypes } from "./types.ts";
import { writeComputed } from "./write-computed.ts";
import type { ConditionWriter } from "./write-condition.ts";
import { elementAt, rowsOf } from "./write-list.ts";

/** Writes a scalar as an expression that has its value, or null. */
export function writeValue(scalar: Scalar, write: ConditionWriter): Expression {
  switch (scalar.kind) {
    case "literal":
      return writeLiteral(scalar);
    case "column":
      return columnValue(rawColumn(scalar), scalar.column);
    case "element":
      return elementValue(variableOf(scalar.row), scalar.list.of);
    case "computed":
      return writeComputed(
        scalar,
        scalar.of.map((each) => writeValue(each, write)),
      );
    case "count":
      return writeCount(scalar, write);
    case "at":
      return elementValue(elementAt(scalar), scalar.list.list.of);
  }
}

function writeLiteral({ type, value }: Literal): Expression {
  if (type === "string") return literalText(String(value));
  return type === "timestamp" ? new Date(Number(value)) : value;
}

/** The field of a column, whatever is in it. */
export function rawColumn({ place, column }: ColumnValue): Expression {
  return read(place.row, pathOf(place, column.name, column.path));
}

/** A value inside an array of values. */
export function elementValue(raw: Expression, type: ElementType): Expression {
  return when(isType(raw, ...elementTypes[type]), raw);
}

function columnValue(raw: Expression, column: Column): Expression {
  const isInside = column.path !== undefined;
  switch (column.type) {
    case "string":
      if (column.stored === "objectId") return when(isType(raw, "objectId"), { $toString: raw });
      return when(isType(raw, "string"), raw);
    case "number":
      return numberValue(raw, []);
    case "integer":
      return numberValue(raw, isInside ? [] : [{ $eq: ["$$number", { $floor: "$$number" }] }]);
    case "boolean":
      return isInside ? elementValue(raw, "boolean") : booleanValue(raw);
    case "timestamp":
      return instantValue(raw, column);
  }
}

const largest = Number.MAX_VALUE;

/** A number that is one in a check as well: neither infinite nor NaN, which is below all others. */
function numberValue(raw: Expression, more: readonly Expression[]): Expression {
  const number = when(isType(raw, ...numberTypes), raw);
  const isCommon = both({ $gte: ["$$number", -largest] }, { $lte: ["$$number", largest] }, ...more);
  return withValues({ number }, when(isCommon, "$$number"));
}

/** Drivers of other databases give 1 and 0. */
function booleanValue(raw: Expression): Expression {
  const ofNumber = when({ $eq: ["$$number", 1] }, true, when({ $eq: ["$$number", 0] }, false));
  return when(
    isType(raw, "bool"),
    raw,
    withValues({ number: when(isType(raw, ...numberTypes), raw) }, ofNumber),
  );
}

const timeText = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z(?![\\s\\S])";
const first = new Date(Number(earliest));
const last = new Date(Number(latest));

/** A date, whether it is kept as one, as a text or as a number; that is how a check reads it. */
function instantValue(raw: Expression, { stored }: Column): Expression {
  const milliseconds = stored === "seconds" ? { $multiply: [raw, 1000] } : raw;
  const inRange = both({ $gte: [milliseconds, Number(earliest)] }, { $lte: [milliseconds, Number(latest)] });
  const ofNumber = when(inRange, { $toDate: { $toLong: { $floor: milliseconds } } });
  const parsed = { $dateFromString: { dateString: raw, onError: nothing, onNull: nothing } };
  const ofText = when({ $regexMatch: { input: raw, regex: timeText } }, parsed);
  const date = when(
    isType(raw, "date"),
    raw,
    when(isType(raw, "string"), ofText, when(isType(raw, ...numberTypes), ofNumber)),
  );
  return withValues({ date }, when(both({ $gte: ["$$date", first] }, { $lte: ["$$date", last] }), "$$date"));
}

function writeCount({ of, plus }: Extract<Computed, { kind: "count" }>, write: ConditionWriter): Expression {
  const counts = of.map(({ rows, where }): Expression => {
    const { input, as } = rowsOf(rows);
    return { $size: { $filter: { input, as, cond: write(where) } } };
  });
  return { $add: [...counts, plus] };
}
