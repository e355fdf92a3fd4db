import type { Column, ColumnType, ElementType } from "../mapping.ts";
import { arithmetic } from "./arithmetic.ts";
import type { Dialect } from "./dialect.ts";
import { type Fragment, joined, name, parameter, sql } from "./fragment.ts";
import { isTimeText } from "./time-text.ts";

type Path = readonly (string | number)[];

/** PostgreSQL 12 and later. */
export const postgres: Dialect = {
  name: "postgres",
  quote: '"',
  placeholder: (position) => `$${position}`,

  jsonValue: (document, path, type) => typedJson(jsonAt(document, path), type),
  jsonIsNull: (document, path) => sql`COALESCE(JSONB_TYPEOF(${jsonAt(document, path)}) = 'null', FALSE)`,
  columnGuards,

  isList: (raw, { of, stored, path }) => {
    if (stored === "array") return sql`(${raw} IS NOT NULL)`;
    const document = jsonAt(raw, path ?? []);
    const wrong = sql`SELECT 1 FROM ${arrayElements(document)} AS orthrus_e(value) WHERE JSONB_TYPEOF(orthrus_e.value) NOT IN ('null', '${jsonTypes[of]}')`;
    return sql`(JSONB_TYPEOF(${document}) = 'array' AND NOT EXISTS (${wrong}))`;
  },
  elements: (raw, { stored, path }, alias) => {
    const rows = stored === "array" ? sql`UNNEST(${raw})` : arrayElements(jsonAt(raw, path ?? []));
    return sql`${rows} AS ${name(alias)}(value)`;
  },
  elementValue: (_, { of, stored }, alias) => {
    const value = name(alias, "value");
    return stored === "array" ? value : typedJson(value, of);
  },
  elementIsNull: (_, { stored }, alias) => {
    const value = name(alias, "value");
    return stored === "array" ? sql`(${value} IS NULL)` : sql`(JSONB_TYPEOF(${value}) = 'null')`;
  },
  elementAt: (raw, { of, stored, path }, index) =>
    stored === "array"
      ? sql`(${raw})[${parameter(index + 1)}::int]`
      : typedJson(jsonAt(raw, [...(path ?? []), index]), of),
  elementAtIsNull: (raw, { stored, path }, index) =>
    stored === "array"
      ? sql`(CARDINALITY(${raw}) > ${parameter(index)}::int AND (${raw})[${parameter(index + 1)}::int] IS NULL)`
      : sql`COALESCE(JSONB_TYPEOF(${jsonAt(raw, [...(path ?? []), index])}) = 'null', FALSE)`,

  indexedEqual: (raw, { stored }, text) => {
    if (stored !== "uuid") return sql`${raw} = ${parameter(text)}::text`;
    return isUuid.test(text) ? sql`${raw} = ${parameter(text)}::uuid` : ["FALSE"];
  },
  literal: (value, type) => sql`${parameter(value)}::${parameterTypes[type]}`,
  exactText: (text) => sql`(${text})::text COLLATE "C"`,
  double: (number) => sql`(${number})::float8`,
  isTrue: (boolean) => sql`(${boolean} = TRUE)`,
  isFalse: (boolean) => sql`(${boolean} = FALSE)`,

  timeLiteral,
  comparableTime: (raw, { stored }) => {
    if (stored === "text") return sql`${raw}::text COLLATE "C"`;
    return stored === "seconds" ? sql`(${raw} * 1000)` : raw;
  },
  milliseconds: (raw, { stored }) => {
    if (stored === "milliseconds") return sql`FLOOR(${raw})`;
    if (stored === "seconds") return sql`FLOOR(${raw} * 1000)`;
    const instant = stored === "text" ? sql`(${raw})::timestamptz` : raw;
    return sql`FLOOR(EXTRACT(EPOCH FROM ${instant}) * 1000)`;
  },

  textTest: (operator, text, part) => {
    const [whole, piece] = [postgres.exactText(text), postgres.exactText(part)];
    if (operator === "contains") return sql`(STRPOS(${whole}, ${piece}) > 0)`;
    const end = operator === "startsWith" ? "LEFT" : "RIGHT";
    return sql`(${end}(${whole}, CHAR_LENGTH(${piece})) = ${piece})`;
  },
  alwaysAnew: [],
  computed: (operator, of) => {
    const text = of.map(postgres.exactText);
    if (operator === "concatenate") return sql`(${joined(text, " || ")})`;
    if (operator === "size") return sql`CHAR_LENGTH(${joined(text, "")})`;
    if (operator === "lowerAscii") return sql`TRANSLATE(${joined(text, "")}, '${upper}', '${lower}')`;
    if (operator === "upperAscii") return sql`TRANSLATE(${joined(text, "")}, '${lower}', '${upper}')`;
    return arithmetic(operator, of.map(postgres.double));
  },
};

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = "abcdefghijklmnopqrstuvwxyz";

const parameterTypes: Readonly<Record<ColumnType, string>> = {
  string: "text",
  number: "float8",
  integer: "bigint",
  boolean: "boolean",
  timestamp: "timestamptz",
};

const jsonTypes: Readonly<Record<ElementType, string>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
};

function jsonAt(document: Fragment, path: Path): Fragment {
  return path.reduce<Fragment>(
    (of, key) => sql`(${of} -> ${parameter(key)}::${typeof key === "number" ? "int" : "text"})`,
    sql`(${document})::jsonb`,
  );
}

function typedJson(value: Fragment, type: ColumnType): Fragment {
  const text = sql`(${value}) #>> '{}'`;
  const isType = (json: string): Fragment => sql`JSONB_TYPEOF(${value}) = '${json}'`;
  switch (type) {
    case "string":
      return sql`(CASE WHEN ${isType("string")} THEN ${text} END)`;
    case "timestamp":
      return sql`(CASE WHEN ${isType("string")} AND ${isTimeText(text, postgres.name)} THEN ${text} END)`;
    case "number":
    case "integer":
      return sql`(CASE WHEN ${isType("number")} THEN (${text})::float8 END)`;
    case "boolean":
      return sql`(CASE WHEN ${isType("boolean")} THEN (${text})::boolean END)`;
  }
}

function arrayElements(document: Fragment): Fragment {
  return sql`JSONB_ARRAY_ELEMENTS(CASE WHEN JSONB_TYPEOF(${document}) = 'array' THEN ${document} ELSE '[]'::jsonb END)`;
}

function columnGuards(raw: Fragment, { type, stored }: Column): readonly Fragment[] {
  switch (type) {
    case "number":
      return [sql`(${raw})::float8 < 'Infinity'`, sql`(${raw})::float8 > '-Infinity'`];
    case "timestamp":
      if (stored === "text") return [isTimeText(raw, postgres.name)];
      return stored === "utc" || stored === "zoned"
        ? [sql`${raw} >= '0001-01-01 00:00:00+00'`, sql`${raw} < '10000-01-01 00:00:00+00'`]
        : [sql`${raw} >= ${earliestIn(stored)}`, sql`${raw} <= ${latestIn(stored)}`];
    default:
      return [];
  }
}

function earliestIn(stored: Column["stored"]): string {
  return stored === "seconds" ? "-62135596800" : "-62135596800000";
}

function latestIn(stored: Column["stored"]): string {
  return stored === "seconds" ? "253402300799" : "253402300799999";
}

function timeLiteral(milliseconds: number, { stored }: Column): Fragment {
  const text = new Date(milliseconds).toISOString();
  switch (stored) {
    case "utc":
      return sql`${parameter(text.slice(0, -1))}::timestamp`;
    case "text":
      return sql`${parameter(text)}::text`;
    case "milliseconds":
    case "seconds":
      return sql`${parameter(milliseconds)}::bigint`;
    default:
      return sql`${parameter(text)}::timestamptz`;
  }
}
