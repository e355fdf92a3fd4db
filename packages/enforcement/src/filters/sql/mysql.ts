import type { Column, ColumnType, ElementType } from "../mapping.ts";
import { arithmetic } from "./arithmetic.ts";
import type { Dialect } from "./dialect.ts";
import { type Fragment, joined, name, parameter, sql } from "./fragment.ts";
import { jsonPath } from "./json-path.ts";
import { isTimeText } from "./time-text.ts";

type Path = readonly (string | number)[];

/** MySQL 8.0.17 and later, MariaDB 10.6 and later. */
export const mysql: Dialect = {
  name: "mysql",
  quote: "`",
  placeholder: () => "?",

  jsonValue: (document, path, type) => typedJson(jsonAt(document, path), type),
  jsonIsNull: (document, path) => sql`COALESCE(JSON_TYPE(${jsonAt(document, path)}) = 'NULL', FALSE)`,
  columnGuards,

  isList: (raw, { of, path }) => {
    const document = jsonAt(raw, path ?? []);
    const kind = sql`JSON_TYPE(${elementOf(document, "orthrus_e")})`;
    const wrong = sql`SELECT 1 FROM ${positions(document)} AS orthrus_e WHERE ${kind} NOT IN ('NULL', ${jsonTypes[of]})`;
    return sql`(JSON_TYPE(${document}) = 'ARRAY' AND NOT EXISTS (${wrong}))`;
  },
  elements: (raw, { path }, alias) => sql`${positions(jsonAt(raw, path ?? []))} AS ${name(alias)}`,
  elementValue: (raw, { of, path }, alias) => typedJson(elementOf(jsonAt(raw, path ?? []), alias), of),
  elementIsNull: (raw, { path }, alias) =>
    sql`(JSON_TYPE(${elementOf(jsonAt(raw, path ?? []), alias)}) = 'NULL')`,
  elementAt: (raw, { of, path }, index) => mysql.jsonValue(raw, [...(path ?? []), index], of),
  elementAtIsNull: (raw, { path }, index) => mysql.jsonIsNull(raw, [...(path ?? []), index]),

  indexedEqual: (raw, _, text) => sql`${raw} = ${parameter(text)}`,
  literal: (value, type) => {
    if (typeof value === "boolean") return [value ? "1" : "0"];
    if (type === "string") return parameter(value);
    return type === "integer" ? sql`CAST(${parameter(value)} AS SIGNED)` : sql`(${parameter(value)} + 0e0)`;
  },
  // Collations ignore case, accents or spaces at the end; bytes do not.
  exactText: (text) => sql`CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`,
  double: (number) => sql`(${number} + 0e0)`,
  isTrue: (boolean) => sql`(${boolean} = 1)`,
  isFalse: (boolean) => sql`(${boolean} = 0)`,

  timeLiteral,
  comparableTime: (raw, { stored }) => {
    if (stored === "text") return mysql.exactText(raw);
    if (stored === "zoned") return sql`(UNIX_TIMESTAMP(${raw}) * 1000)`;
    return stored === "seconds" ? sql`(${raw} * 1000)` : raw;
  },
  milliseconds: (raw, { stored }) => {
    if (stored === "milliseconds") return sql`FLOOR(${raw})`;
    if (stored === "seconds") return sql`FLOOR(${raw} * 1000)`;
    if (stored === "zoned") return sql`FLOOR(UNIX_TIMESTAMP(${raw}) * 1000)`;
    const time = stored === "text" ? sql`CAST(LEFT(${raw}, 23) AS DATETIME(3))` : raw;
    return sql`FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', ${time}) / 1000)`;
  },

  textTest: (operator, text, part) => {
    const [whole, piece] = [mysql.exactText(text), mysql.exactText(part)];
    if (operator === "contains") return sql`(LOCATE(${piece}, ${whole}) > 0)`;
    const end = operator === "startsWith" ? "LEFT" : "RIGHT";
    return sql`(${end}(${whole}, LENGTH(${piece})) = ${piece})`;
  },
  // SECURITY: the subquery cache of MariaDB 10.11 forgets what a subquery two levels down depends on, and then lets rows
  // through that do not match. Subqueries that call RAND() are not cached.
  alwaysAnew: [sql`RAND() < 2`],
  computed: (operator, of) => {
    if (operator === "concatenate") return sql`CONCAT(${joined(of.map(mysql.exactText), ", ")})`;
    if (operator === "size") return sql`CHAR_LENGTH(CONVERT(${joined(of, "")} USING utf8mb4))`;
    return arithmetic(operator, of.map(mysql.double));
  },
};

const jsonTypes: Readonly<Record<ElementType, string>> = {
  string: "'STRING'",
  number: "'INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL'",
  boolean: "'BOOLEAN'",
};

function jsonAt(document: Fragment, path: Path): Fragment {
  return sql`JSON_EXTRACT(CASE WHEN JSON_VALID(${document}) THEN ${document} END, ${parameter(jsonPath(path))})`;
}

function positions(document: Fragment): Fragment {
  const array = sql`CASE WHEN JSON_TYPE(${document}) = 'ARRAY' THEN ${document} ELSE '[]' END`;
  return sql`JSON_TABLE(${array}, '$[*]' COLUMNS (position FOR ORDINALITY))`;
}

function elementOf(document: Fragment, alias: string): Fragment {
  return sql`JSON_EXTRACT(${document}, CONCAT('$[', ${name(alias, "position")} - 1, ']'))`;
}

function typedJson(value: Fragment, type: ColumnType): Fragment {
  const isType = (types: string): Fragment => sql`JSON_TYPE(${value}) IN (${types})`;
  const text = sql`JSON_UNQUOTE(${value})`;
  switch (type) {
    case "string":
      return sql`(CASE WHEN ${isType(jsonTypes.string)} THEN ${text} END)`;
    case "timestamp":
      return sql`(CASE WHEN ${isType(jsonTypes.string)} AND ${isTimeText(text, "mysql")} THEN ${text} END)`;
    case "number":
    case "integer":
      return sql`(CASE WHEN ${isType(jsonTypes.number)} THEN ${value} + 0e0 END)`;
    case "boolean":
      return sql`(CASE WHEN ${isType(jsonTypes.boolean)} THEN ${text} = 'true' END)`;
  }
}

function columnGuards(raw: Fragment, { type, stored }: Column): readonly Fragment[] {
  if (type === "boolean") return [sql`${raw} IN (0, 1)`];
  if (type !== "timestamp") return [];
  if (stored === "text") return [isTimeText(raw, "mysql")];
  // A date of zeros is no time.
  if (stored === "utc") return [sql`${raw} >= '0001-01-01 00:00:00'`];
  if (stored === "zoned") return [sql`UNIX_TIMESTAMP(${raw}) > 0`];
  const [first = "", last = ""] =
    stored === "seconds" ? ["-62135596800", "253402300799"] : ["-62135596800000", "253402300799999"];
  return [sql`${raw} >= ${first}`, sql`${raw} <= ${last}`];
}

function timeLiteral(milliseconds: number, { stored }: Column): Fragment {
  const text = new Date(milliseconds).toISOString();
  if (stored === "text") return sql`CAST(${parameter(text)} AS BINARY)`;
  if (stored === "utc") return sql`CAST(${parameter(text.slice(0, -1).replace("T", " "))} AS DATETIME(3))`;
  return sql`CAST(${parameter(milliseconds)} AS SIGNED)`;
}
