import { type Place, type Row, type Rows, resourceRow } from "../condition.ts";
import { FilterError } from "../errors.ts";
import type { Join, Relation, ResourceMapping } from "../mapping.ts";
import type { Dialect } from "./dialect.ts";
import { type Fragment, joined, name, sql } from "./fragment.ts";

/** What a condition is written for. */
export interface Writing {
  readonly dialect: Dialect;
  readonly mapping: ResourceMapping;
  /** Counts the tables between, so that each has a name of its own. */
  readonly newAlias: () => string;
  /** The lists whose elements are rows, by the row. */
  readonly lists: Map<Row, Fragment>;
  /** Inside a subquery. */
  readonly isNested: boolean;
}

/** The name of a row in the query. */
export function aliasOf(row: Row, { mapping }: Writing): string {
  return row === resourceRow ? mapping.table : `orthrus_${row}`;
}

/** Tables and what joins them, for FROM and WHERE of a subquery. */
export interface Source {
  readonly from: readonly Fragment[];
  readonly where: readonly Fragment[];
  /** The last table. */
  readonly alias: string;
}

/** From a row over to-one relations to another table. */
export function sourceOfPlace({ row, via }: Place, writing: Writing): Source {
  const start: Source = { from: [], where: [], alias: aliasOf(row, writing) };
  return via.reduce<Source>(
    (source, { relation }) => joinTo(source, relation, writing.newAlias(), writing),
    start,
  );
}

/** The rows to look through. */
export function sourceOfRows({ row, from }: Rows, writing: Writing): Source {
  const alias = aliasOf(row, writing);
  if (from.kind === "relation") {
    return joinTo(sourceOfPlace(from.place, writing), from.relation.relation, alias, writing);
  }
  const { place, list } = from.list;
  const source = sourceOfPlace(place, writing);
  const raw = name(source.alias, list.name);
  writing.lists.set(row, raw);
  return { ...source, from: [...source.from, writing.dialect.elements(raw, list, alias)], alias };
}

/** A subquery over a source. */
export function select(
  what: Fragment,
  { from, where }: Source,
  more: readonly Fragment[],
  { isNested, dialect }: Writing,
): Fragment {
  const conditions = [...where, ...more, ...(isNested ? dialect.alwaysAnew : [])];
  const filter = conditions.length === 0 ? [] : sql` WHERE ${joined(conditions, " AND ")}`;
  return sql`(SELECT ${what} FROM ${joined(from, ", ")}${filter})`;
}

function joinTo(source: Source, relation: Relation, alias: string, writing: Writing): Source {
  const { table, on, through } = tableOf(relation);
  const target = sql`${tableName(table)} AS ${name(alias)}`;
  if (through === undefined) {
    return {
      from: [...source.from, target],
      where: [...source.where, ...joinOn(source.alias, alias, on)],
      alias,
    };
  }
  const between = writing.newAlias();
  return {
    from: [...source.from, sql`${tableName(through.table)} AS ${name(between)}`, target],
    where: [...source.where, ...joinOn(source.alias, between, on), ...joinOn(between, alias, through.on)],
    alias,
  };
}

function tableOf(relation: Relation): Join {
  if (typeof relation !== "string") return relation;
  throw new FilterError(
    "enforcement/invalid-mapping",
    `the relation \`${relation}\` does not say its table`,
    {
      hint: "give `{ table, on }`",
    },
  );
}

/** Shape: `public.users` → a schema and a table. */
function tableName(table: string): Fragment {
  return name(...table.split("."));
}

function joinOn(from: string, to: string, on: Join["on"]): readonly Fragment[] {
  return Object.entries(on).map(([mine, theirs]) => sql`${name(to, theirs)} = ${name(from, mine)}`);
}
