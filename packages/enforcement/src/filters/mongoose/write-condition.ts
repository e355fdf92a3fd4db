import {
  type Comparison,
  type ComparisonOperator,
  type Condition,
  type OneOf,
  type RowTest,
  type Scalar,
  type StateTest,
  type TextTest,
  typeOfScalar,
} from "../condition.ts";
import { both, type Expression, isThere, isType, literalText, not, when, withValues } from "./expression.ts";
import { isReached, leadsOverDocuments, type Path, pathOf, read, variableOf } from "./path.ts";
import { asDouble } from "./write-computed.ts";
import { isList, isNullAt, pathOfList, rowsOf } from "./write-list.ts";
import { writeValue } from "./write-value.ts";

export type ConditionWriter = (condition: Condition) => Expression;

/** Writes a condition as an expression that is true or false, nothing else, and that fails for no document. */
export function writeCondition(condition: Condition): Expression {
  switch (condition.kind) {
    case "constant":
      return condition.value;
    case "and":
      return { $and: condition.of.map(writeCondition) };
    case "or":
      return { $or: condition.of.map(writeCondition) };
    case "compare":
      return writeComparison(condition);
    case "one-of":
      return writeOneOf(condition);
    case "text":
      return writeTextTest(condition);
    case "state":
      return writeState(condition);
    case "rows":
      return writeRowTest(condition);
  }
}

const operators: Readonly<Record<ComparisonOperator, string>> = {
  eq: "$eq",
  ne: "$ne",
  lt: "$lt",
  le: "$lte",
  gt: "$gt",
  ge: "$gte",
};

/** Texts compare by the bytes of UTF-8, which is by code points. */
function writeComparison({ operator, left, right }: Comparison): Expression {
  const isPair = left.kind !== "literal" && right.kind !== "literal";
  const side = (scalar: Scalar): Expression => {
    const value = writeValue(scalar, writeCondition);
    return isPair && typeOfScalar(scalar) === "number" ? asDouble(value) : value;
  };
  return withValues(
    { left: side(left), right: side(right) },
    both(isThere("$$left"), isThere("$$right"), { [operators[operator]]: ["$$left", "$$right"] }),
  );
}

function writeOneOf({ of, values, isNegated }: OneOf): Expression {
  const literals = values.map(({ type, value }) => (type === "string" ? literalText(String(value)) : value));
  const isIn: Expression = { $in: ["$$value", literals] };
  return withValues(
    { value: writeValue(of, writeCondition) },
    both(isThere("$$value"), isNegated ? not(isIn) : isIn),
  );
}

function writeTextTest({ operator, text, part, isNegated }: TextTest): Expression {
  const test = textTests[operator];
  return withValues(
    { text: writeValue(text, writeCondition), part: writeValue(part, writeCondition) },
    when(both(isThere("$$text"), isThere("$$part")), isNegated ? not(test) : test, false),
  );
}

const partLength: Expression = { $strLenCP: "$$part" };

// Without patterns: parts are texts, and may come from a document as well.
const textTests: Readonly<Record<TextTest["operator"], Expression>> = {
  contains: { $gte: [{ $indexOfBytes: ["$$text", "$$part"] }, 0] },
  startsWith: { $eq: [{ $substrCP: ["$$text", 0, partLength] }, "$$part"] },
  endsWith: withValues(
    { start: { $subtract: [{ $strLenCP: "$$text" }, partLength] } },
    when(
      { $gte: ["$$start", 0] },
      { $eq: [{ $substrCP: ["$$text", "$$start", partLength] }, "$$part"] },
      false,
    ),
  ),
};

function writeState({ is, of }: StateTest): Expression {
  switch (is) {
    case "value":
      return isValue(of);
    case "no-value":
      return not(isValue(of));
    case "null":
      return isNull(of);
    case "not-null":
      return not(isNull(of));
  }
}

function isValue(of: StateTest["of"]): Expression {
  switch (of.kind) {
    case "parent": {
      const path = pathOf(of.place);
      return isReached(of.place.row, path, isType(read(of.place.row, path), "object"));
    }
    case "list-value":
      return isList(of);
    default:
      return isThere(writeValue(of, writeCondition));
  }
}

function isNull(of: StateTest["of"]): Expression {
  switch (of.kind) {
    case "column":
      return isNullField(of.place.row, pathOf(of.place, of.column.name, of.column.path), of.column);
    case "list-value":
      return isNullField(of.place.row, pathOfList(of), of.list);
    case "element":
      return isType(variableOf(of.row), "null");
    case "at":
      return isNullAt(of);
    default:
      return false;
  }
}

/** A field that is not there is null, as drivers and Mongoose have it; what is inside one has to be null itself. */
function isNullField(
  row: number,
  path: Path,
  { path: inside }: { readonly path?: readonly string[] },
): Expression {
  const types = inside === undefined ? ["null", "undefined", "missing"] : ["null"];
  return both(...leadsOverDocuments(row, path), isType(read(row, path), ...types));
}

function writeRowTest({ quantifier, rows, where }: RowTest): Expression {
  const { input, as } = rowsOf(rows);
  const some: Expression = { $anyElementTrue: [{ $map: { input, as, in: writeCondition(where) } }] };
  return quantifier === "some" ? some : not(some);
}
