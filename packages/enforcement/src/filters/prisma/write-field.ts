import { mirrored } from "../combine.ts";
import type {
  ColumnValue,
  Comparison,
  ComparisonOperator,
  Literal,
  OneOf,
  Place,
  Scalar,
  TextTest,
} from "../condition.ts";
import type { Column } from "../mapping.ts";
import { earliest, latest } from "../translate/moment.ts";
import { bounds, isThere, mustEqualBytes, mustOrderBytes, named } from "./field-tests.ts";
import { all, any, not, nothing, otherWays, type PrismaFilter, refused } from "./where.ts";
import type { ConditionWriter } from "./write-condition.ts";
import { isEmptyCount } from "./write-count.ts";
import { textTest } from "./write-text.ts";
import type { PrismaField, Writing } from "./writing.ts";

export function writeComparison(
  comparison: Comparison,
  writing: Writing,
  write: ConditionWriter,
): PrismaFilter {
  const { operator, left, right } = comparison;
  if (left.kind === "literal" && right.kind !== "literal") {
    return writeComparison(
      { ...comparison, operator: mirrored(operator), left: right, right: left },
      writing,
      write,
    );
  }
  if (left.kind === "count" && right.kind === "literal")
    return write(isEmptyCount(operator, left, Number(right.value)));
  if (left.kind === "computed" && left.operator === "size" && right.kind === "literal") {
    return write(isEmptyCount(operator, left, Number(right.value)));
  }
  const subject = fieldOf(left, operator, writing);
  if (right.kind === "literal") return at(subject.place, fieldTest(operator, subject.column, right, writing));
  const other = fieldOf(right, operator, writing);
  return at(subject.place, pairTest(operator, [subject, other], writing));
}

export function writeOneOf({ of, values, isNegated }: OneOf, writing: Writing): PrismaFilter {
  const { column, place } = fieldOf(of, "in", writing);
  if (column.type === "string") mustEqualBytes("in", column, writing);
  if (column.type === "timestamp") throw refused("in", "times are compared one by one", otherWays);
  if (column.type === "boolean") {
    const tests = values.map((value) => fieldTest(isNegated ? "ne" : "eq", column, value, writing));
    return at(place, isNegated ? all(tests) : any(tests));
  }
  const isWhole = column.type === "integer";
  const options = values.map(({ value }) => value).filter((value) => !isWhole || Number.isInteger(value));
  if (!isNegated) return at(place, options.length === 0 ? nothing : named(column, { in: options }));
  return at(place, all([named(column, { notIn: options }), ...bounds(column, "ne", writing)]));
}

export function writeTextTest({ operator, text, part, isNegated }: TextTest, writing: Writing): PrismaFilter {
  if (text.kind === "literal" && part.kind !== "literal") {
    const { column, place } = fieldOf(part, operator, writing);
    mustEqualBytes(operator, column, writing);
    const parts = partsOf(String(text.value), operator);
    return at(place, named(column, isNegated ? { notIn: parts } : { in: parts }));
  }
  const { column, place } = fieldOf(text, operator, writing);
  if (part.kind !== "literal") {
    throw refused(operator, `\`${column.name}\` is searched for what another field has`, otherWays);
  }
  return at(place, textTest(operator, column, String(part.value), isNegated, writing));
}

/** The texts that another one contains, starts or ends with. */
function partsOf(text: string, operator: TextTest["operator"]): readonly string[] {
  const points = Array.from(text);
  const cut = (from: number, to?: number): string => points.slice(from, to).join("");
  const ends = [...points.keys(), points.length];
  if (operator === "startsWith") return ends.map((end) => cut(0, end));
  if (operator === "endsWith") return ends.map((start) => cut(start));
  if (points.length > 40) throw refused(operator, "the text has too many parts", otherWays);
  return [...new Set(ends.flatMap((start) => ends.map((end) => cut(start, end))))];
}

/** Throws: for what is no field of the model at hand. */
export function fieldOf(scalar: Scalar, operator: string, { row }: Writing): ColumnValue {
  if (scalar.kind !== "column") {
    const what = scalar.kind === "computed" ? scalar.operator : operator;
    throw refused(what, `Prisma has no word for \`${what}\` in a filter`, otherWays);
  }
  if (scalar.place.row !== row) throw refused(operator, "Prisma compares fields of one row only", otherWays);
  if (scalar.column.path !== undefined) {
    throw refused(
      operator,
      `Prisma does not tell types inside of the document \`${scalar.column.name}\``,
      otherWays,
    );
  }
  return scalar;
}

/** A test of a row that to-one relations lead to; false where there is none. */
export function at({ via }: Place, where: PrismaFilter): PrismaFilter {
  if (where === nothing) return nothing;
  return via.reduceRight<PrismaFilter>(
    (inside, { relation }) => ({ [nameOf(relation)]: { is: inside } }),
    where,
  );
}

/** Throws: for a relation that is given by its table. */
export function nameOf(relation: Place["via"][number]["relation"]): string {
  if (typeof relation === "string") return relation;
  throw refused(
    "",
    `the relation to \`${relation.table}\` has no name`,
    "give the name of the relation in the schema",
  );
}

const words: Readonly<Record<ComparisonOperator, string>> = {
  eq: "equals",
  ne: "not",
  lt: "lt",
  le: "lte",
  gt: "gt",
  ge: "gte",
};

function fieldTest(
  operator: ComparisonOperator,
  column: Column,
  { value }: Literal,
  writing: Writing,
): PrismaFilter {
  switch (column.type) {
    case "string":
      if (operator === "eq" || operator === "ne") mustEqualBytes(operator, column, writing);
      else mustOrderBytes(operator, column, writing);
      return named(column, { [words[operator]]: value });
    case "number":
      return all([named(column, { [words[operator]]: value }), ...bounds(column, operator, writing)]);
    case "integer":
      return wholeTest(operator, column, Number(value));
    case "boolean":
      return named(column, { equals: (value === true) === (operator === "eq") });
    case "timestamp":
      return timeTest(operator, column, Number(value));
  }
}

/** Fields of whole numbers take no others. */
function wholeTest(operator: ComparisonOperator, column: Column, value: number): PrismaFilter {
  if (Number.isInteger(value)) return named(column, { [words[operator]]: value });
  switch (operator) {
    case "eq":
      return nothing;
    case "ne":
      return isThere(column);
    case "lt":
    case "le":
      return named(column, { lte: Math.floor(value) });
    case "gt":
    case "ge":
      return named(column, { gte: Math.ceil(value) });
  }
}

/** A field may have parts of a millisecond, which are cut off in a check. */
function timeTest(operator: ComparisonOperator, column: Column, milliseconds: number): PrismaFilter {
  const test = (word: "lt" | "gte", moment: number): PrismaFilter => {
    if (moment > latest) return word === "lt" ? isThere(column) : nothing;
    if (moment < earliest) return word === "lt" ? nothing : isThere(column);
    return named(column, { [word]: timeLiteral(column, moment) });
  };
  switch (operator) {
    case "lt":
      return test("lt", milliseconds);
    case "le":
      return test("lt", milliseconds + 1);
    case "gt":
      return test("gte", milliseconds + 1);
    case "ge":
      return test("gte", milliseconds);
    case "eq":
      return all([test("gte", milliseconds), test("lt", milliseconds + 1)]);
    case "ne":
      return any([test("lt", milliseconds), test("gte", milliseconds + 1)]);
  }
}

function timeLiteral({ name, stored }: Column, milliseconds: number): Date | number {
  if (stored === "utc" || stored === "zoned") return new Date(milliseconds);
  if (stored === "milliseconds") return milliseconds;
  throw refused(
    "timestamp",
    `the time \`${name}\` is kept as ${stored ?? "a text"}`,
    "keep it as `DateTime` or in milliseconds",
  );
}

type Pair = readonly [ColumnValue, ColumnValue];

function pairTest(operator: ComparisonOperator, [left, right]: Pair, writing: Writing): PrismaFilter {
  if (left.place.row !== right.place.row || left.place.via.length + right.place.via.length > 0) {
    throw refused(operator, "Prisma compares fields of one row only", otherWays);
  }
  const [one, other] = [fieldRef(left, writing), fieldRef(right, writing)];
  const type = left.column.type;
  if (one.typeName !== other.typeName || one.modelName !== other.modelName) {
    throw refused(operator, "Prisma compares fields of one type and model only", otherWays);
  }
  if (one.typeName === "BigInt" || one.typeName === "Decimal") {
    throw refused(operator, "numbers of such size are rounded in a check", otherWays);
  }
  if (type === "string") {
    if (operator === "eq" || operator === "ne") mustEqualBytes(operator, left.column, writing);
    else mustOrderBytes(operator, left.column, writing);
  }
  const limits = [left, right].flatMap(({ column }) => bounds(column, "ne", writing));
  // `not` takes no field. NOT of what is NULL is NULL, so it lets nothing through either.
  const test =
    operator === "ne"
      ? not(named(left.column, { equals: other }))
      : named(left.column, { [words[operator]]: other });
  return all([test, ...limits]);
}

export function fieldRef({ place, column }: ColumnValue, { fields }: Writing): PrismaField {
  const field = place.row === 0 && place.via.length === 0 ? fields.get(column.name) : undefined;
  if (field !== undefined) return field;
  throw refused(
    "",
    `\`${column.name}\` is compared with another field`,
    "pass `fields`, such as `prisma.document.fields`; of related models there are none",
  );
}
