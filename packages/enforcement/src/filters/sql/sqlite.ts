import type { Column, ColumnType, ElementType } from "../mapping.ts";
import { arithmetic } from "./arithmetic.ts";
import type { Dialect } from "./dialect.ts";
import { type Fragment, joined, name, parameter, sql } from "./fragment.ts";
import { jsonPath } from "./json-path.ts";
import { isTimeText } from "./time-text.ts";

type Path = readonly (string | number)[];

/** SQLite 3.38 and later, with text in UTF-8. Columns hold what they like there, so types are asked of every value. */
export const sqlite: Dialect = {
  name: "sqlite",
  quote: '"',
  placeholder: () => "?",

  jsonValue: (document, path, type) => {
    const at = parameter(jsonPath(path));
    const kind = sql`json_type(${valid(document)}, ${at})`;
    return typedJson(kind, sql`json_extract(${valid(document)}, ${at})`, type);
  },
  jsonIsNull: (document, path) =>
    sql`(json_type(${valid(document)}, ${parameter(jsonPath(path))}) IS 'null')`,
  columnGuards,

  isList: (raw, { of, path }) => {
    const at = parameter(jsonPath(path ?? []));
    const wrong = sql`SELECT 1 FROM ${arrayElements(raw, path ?? [])} AS orthrus_e WHERE orthrus_e.type NOT IN ('null', ${jsonTypes[of]})`;
    return sql`(json_type(${valid(raw)}, ${at}) = 'array' AND NOT EXISTS (${wrong}))`;
  },
  elements: (raw, { path }, alias) => sql`${arrayElements(raw, path ?? [])} AS ${name(alias)}`,
  elementValue: (_, { of }, alias) => typedJson(name(alias, "type"), name(alias, "value"), of),
  elementIsNull: (_raw, _list, alias) => sql`(${name(alias, "type")} = 'null')`,
  elementAt: (raw, { of, path }, index) => sqlite.jsonValue(raw, [...(path ?? []), index], of),
  elementAtIsNull: (raw, { path }, index) => sqlite.jsonIsNull(raw, [...(path ?? []), index]),

  indexedEqual: () => undefined,
  literal: (value) => (typeof value === "boolean" ? [value ? "1" : "0"] : parameter(value)),
  exactText: (text) => sql`(${text}) COLLATE BINARY`,
  double: (number) => sql`CAST(${number} AS REAL)`,
  isTrue: (boolean) => sql`(${boolean} = 1)`,
  isFalse: (boolean) => sql`(${boolean} = 0)`,

  timeLiteral: (milliseconds, { stored }) =>
    parameter(stored === "text" ? new Date(milliseconds).toISOString() : milliseconds),
  comparableTime: (raw, { stored }) => {
    if (stored === "text") return sql`${raw} COLLATE BINARY`;
    return stored === "seconds" ? sql`(${raw} * 1000)` : raw;
  },
  milliseconds: (raw, { stored }) => {
    if (stored === "text") {
      return sql`(CAST(strftime('%s', ${raw}) AS INTEGER) * 1000 + CAST(substr(${raw}, 21, 3) AS INTEGER))`;
    }
    const number = stored === "seconds" ? sql`(${raw} * 1000)` : raw;
    return sql`(CAST(${number} AS INTEGER) - (${number} < CAST(${number} AS INTEGER)))`;
  },

  textTest: (operator, text, part) => {
    const piece = sqlite.exactText(part);
    if (operator === "contains") return sql`(instr(${text}, ${part}) > 0)`;
    if (operator === "startsWith") return sql`(substr(${text}, 1, length(${part})) = ${piece})`;
    // From position -0 is everything. What is compared with itself is true only where it is something.
    const isEmpty = sql`WHEN length(${part}) = 0 THEN ${text} = ${text}`;
    return sql`(CASE ${isEmpty} ELSE substr(${text}, -length(${part})) = ${piece} END)`;
  },
  alwaysAnew: [],
  computed: (operator, of) => {
    const all = joined(of, "");
    if (operator === "concatenate") return sql`(${joined(of, " || ")})`;
    // Lengths end at a NUL character.
    if (operator === "size") return sql`(CASE WHEN instr(${all}, char(0)) = 0 THEN length(${all}) END)`;
    if (operator === "lowerAscii") return sql`lower(${all})`;
    if (operator === "upperAscii") return sql`upper(${all})`;
    return arithmetic(operator, of.map(sqlite.double));
  },
};

const jsonTypes: Readonly<Record<ElementType, string>> = {
  string: "'text'",
  number: "'integer', 'real'",
  boolean: "'true', 'false'",
};

/** A document that can be read; NULL for a text that is none. */
function valid(document: Fragment): Fragment {
  return sql`(CASE WHEN json_valid(${document}) THEN ${document} END)`;
}

function arrayElements(raw: Fragment, path: Path): Fragment {
  const at = parameter(jsonPath(path));
  const document = valid(raw);
  return sql`json_each(CASE WHEN json_type(${document}, ${at}) = 'array' THEN json_extract(${document}, ${at}) ELSE '[]' END)`;
}

function typedJson(kind: Fragment, value: Fragment, type: ColumnType): Fragment {
  switch (type) {
    case "string":
      return sql`(CASE WHEN ${kind} = 'text' THEN ${value} END)`;
    case "timestamp":
      return sql`(CASE WHEN ${kind} = 'text' AND ${isTimeText(value, "sqlite")} THEN ${value} END)`;
    case "number":
    case "integer":
      return sql`(CASE WHEN ${kind} IN ('integer', 'real') THEN CAST(${value} AS REAL) END)`;
    case "boolean":
      return sql`(CASE ${kind} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)`;
  }
}

const largest = "1.7976931348623157e308";

function columnGuards(raw: Fragment, { type, stored }: Column): readonly Fragment[] {
  const kind = sql`typeof(${raw})`;
  switch (type) {
    case "string":
      return [sql`${kind} = 'text'`];
    case "number":
      return [sql`${kind} IN ('integer', 'real')`, sql`${raw} >= -${largest}`, sql`${raw} <= ${largest}`];
    case "integer":
      return [sql`${kind} = 'integer'`];
    case "boolean":
      return [sql`${kind} = 'integer'`, sql`${raw} IN (0, 1)`];
    case "timestamp":
      if (stored === "text") return [sql`${kind} = 'text'`, isTimeText(raw, "sqlite")];
      return [sql`${kind} IN ('integer', 'real')`, ...timeRange(raw, stored === "seconds")];
  }
}

function timeRange(raw: Fragment, inSeconds: boolean): readonly Fragment[] {
  const [first, last] = inSeconds ? ["-62135596800", "253402300799"] : ["-62135596800000", "253402300799999"];
  return [sql`${raw} >= ${first ?? ""}`, sql`${raw} <= ${last ?? ""}`];
}
