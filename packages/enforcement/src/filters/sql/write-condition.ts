import { mirrored } from "../combine.ts";
import {
  type Comparison,
  type ComparisonOperator,
  type Condition,
  type Literal,
  type OneOf,
  type RowTest,
  type Scalar,
  type TextTest,
  typeOfScalar,
} from "../condition.ts";
import type { Column } from "../mapping.ts";
import { earliest, latest } from "../translate/moment.ts";
import { conjunction, type Fragment, joined, sql } from "./fragment.ts";
import { select, sourceOfRows, type Writing } from "./write-rows.ts";
import { guardedValue, type Written, writeScalar } from "./write-scalar.ts";
import { writeState } from "./write-state.ts";

/** Writes a condition in the same place, or inside a subquery there. */
export type ConditionWriter = (condition: Condition, isNested?: true) => Fragment;

/** Writes a condition in one dialect. What it writes is true for the rows that meet it; otherwise false or NULL. */
export function writeCondition(condition: Condition, writing: Writing): Fragment {
  const write: ConditionWriter = (inner, isNested) =>
    writeCondition(inner, isNested ? { ...writing, isNested } : writing);
  switch (condition.kind) {
    case "constant":
      return [condition.value ? "1 = 1" : "1 = 0"];
    case "and":
    case "or":
      return sql`(${joined(
        condition.of.map((part) => write(part)),
        condition.kind === "and" ? " AND " : " OR ",
      )})`;
    case "compare":
      return writeComparison(condition, writing, write);
    case "one-of":
      return writeOneOf(condition, writing, write);
    case "text":
      return writeTextTest(condition, writing, write);
    case "state":
      return writeState(condition, writing, write);
    case "rows":
      return writeRowTest(condition, writing, write);
  }
}

const symbols: Readonly<Record<ComparisonOperator, string>> = {
  eq: "=",
  ne: "<>",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

function writeComparison(comparison: Comparison, writing: Writing, write: ConditionWriter): Fragment {
  const { operator, left, right } = comparison;
  if (left.kind === "literal") {
    if (right.kind === "literal") throw new TypeError("two literals are compared");
    return writeComparison(
      { ...comparison, operator: mirrored(operator), left: right, right: left },
      writing,
      write,
    );
  }
  const subject = writeScalar(left, writing, write);
  if (right.kind === "literal")
    return withLiteral(operator, { subject, scalar: left, literal: right }, writing);
  return withScalar(
    operator,
    { subject, scalar: left },
    { subject: writeScalar(right, writing, write), scalar: right },
    writing,
  );
}

interface Side {
  readonly subject: Written;
  readonly scalar: Scalar;
}

interface SideWithLiteral extends Side {
  readonly literal: Literal;
}

function withLiteral(operator: ComparisonOperator, side: SideWithLiteral, writing: Writing): Fragment {
  const { dialect } = writing;
  const { subject, literal, scalar } = side;
  switch (literal.type) {
    case "string": {
      const text = String(literal.value);
      const exact = sql`${dialect.exactText(subject.value)} ${symbols[operator]} ${dialect.exactText(dialect.literal(text, "string"))}`;
      const indexed =
        operator === "eq" && subject.plain && dialect.indexedEqual(subject.value, subject.plain, text);
      return conjunction([...(indexed ? [indexed] : []), exact, ...subject.guards]);
    }
    case "number": {
      const isInteger = subject.plain?.type === "integer" && Number.isSafeInteger(literal.value);
      const value = dialect.literal(literal.value, isInteger ? "integer" : "number");
      const number =
        isInteger || subject.plain?.type === "number" ? subject.value : dialect.double(subject.value);
      return conjunction([sql`${number} ${symbols[operator]} ${value}`, ...subject.guards]);
    }
    case "boolean": {
      const isTrue = (literal.value === true) === (operator === "eq");
      return conjunction([
        isTrue ? dialect.isTrue(subject.value) : dialect.isFalse(subject.value),
        ...subject.guards,
      ]);
    }
    case "timestamp":
      return conjunction([
        timeTest(operator, subject.value, columnOf(scalar), Number(literal.value), writing),
        ...subject.guards,
      ]);
  }
}

/** A column may have parts of a millisecond, which are cut off in a check. */
function timeTest(
  operator: ComparisonOperator,
  raw: Fragment,
  column: Column,
  milliseconds: number,
  { dialect }: Writing,
): Fragment {
  const value = dialect.comparableTime(raw, column);
  const test = (symbol: string, at: number): Fragment => {
    if (at > latest) return symbol === "<" ? sql`${raw} IS NOT NULL` : ["1 = 0"];
    if (at < earliest) return symbol === "<" ? ["1 = 0"] : sql`${raw} IS NOT NULL`;
    return sql`${value} ${symbol} ${dialect.timeLiteral(at, column)}`;
  };
  switch (operator) {
    case "lt":
      return test("<", milliseconds);
    case "le":
      return test("<", milliseconds + 1);
    case "gt":
      return test(">=", milliseconds + 1);
    case "ge":
      return test(">=", milliseconds);
    case "eq":
      return sql`(${test(">=", milliseconds)} AND ${test("<", milliseconds + 1)})`;
    case "ne":
      return sql`(${test("<", milliseconds)} OR ${test(">=", milliseconds + 1)})`;
  }
}

function columnOf(scalar: Scalar): Column {
  if (scalar.kind === "column") return scalar.column;
  throw new TypeError("a time is no column");
}

function withScalar(operator: ComparisonOperator, left: Side, right: Side, writing: Writing): Fragment {
  const [one, other] = [comparable(left, writing), comparable(right, writing)];
  return conjunction([
    sql`${one} ${symbols[operator]} ${other}`,
    ...left.subject.guards,
    ...right.subject.guards,
  ]);
}

function comparable({ subject, scalar }: Side, { dialect }: Writing): Fragment {
  switch (typeOfScalar(scalar)) {
    case "string":
      return dialect.exactText(subject.value);
    case "number":
      return dialect.double(subject.value);
    case "boolean":
      return subject.value;
    case "timestamp":
      return dialect.milliseconds(subject.value, columnOf(scalar));
  }
}

function writeOneOf({ of, values, isNegated }: OneOf, writing: Writing, write: ConditionWriter): Fragment {
  if (of.kind === "literal") throw new TypeError("a literal is looked for among literals");
  const { dialect } = writing;
  const { value, guards, plain } = writeScalar(of, writing, write);
  const type = typeOfScalar(of);
  if (type === "boolean") {
    const tests = values.map((each) =>
      (each.value === true) !== isNegated ? dialect.isTrue(value) : dialect.isFalse(value),
    );
    return conjunction([sql`(${joined(tests, isNegated ? " AND " : " OR ")})`, ...guards]);
  }
  const isText = type === "string";
  const literals = values.map((each) => dialect.literal(each.value, isText ? "string" : "number"));
  const subject = isText
    ? dialect.exactText(value)
    : plain?.type === "number"
      ? value
      : dialect.double(value);
  const options = isText ? literals.map(dialect.exactText) : literals;
  const test = sql`${subject} ${isNegated ? "NOT IN" : "IN"} (${joined(options, ", ")})`;
  const indexed = isText && !isNegated && plain ? indexedOneOf(value, plain, values, writing) : [];
  return conjunction([...indexed, test, ...guards]);
}

function indexedOneOf(
  value: Fragment,
  column: Column,
  values: readonly Literal[],
  { dialect }: Writing,
): readonly Fragment[] {
  const tests = values.flatMap((each) => {
    const test = dialect.indexedEqual(value, column, String(each.value));
    return test === undefined ? [] : [test];
  });
  return tests.length === 0 ? [] : [sql`(${joined(tests, " OR ")})`];
}

function writeTextTest(
  { operator, text, part, isNegated }: TextTest,
  writing: Writing,
  write: ConditionWriter,
): Fragment {
  const whole = guardedValue(text, writing, write);
  const piece = guardedValue(part, writing, write);
  const test = writing.dialect.textTest(operator, whole, piece);
  return isNegated ? sql`(NOT ${test})` : test;
}

function writeRowTest(
  { quantifier, rows, where }: RowTest,
  writing: Writing,
  write: ConditionWriter,
): Fragment {
  const source = sourceOfRows(rows, writing);
  const isTrivial = where.kind === "constant" && where.value;
  const inside = isTrivial ? [] : [write(where, true)];
  const rowsThere = select(["1"], source, inside, writing);
  return quantifier === "some" ? sql`EXISTS ${rowsThere}` : sql`NOT EXISTS ${rowsThere}`;
}
