import { askForFilter, type PlanningClient } from "./ask-plan.ts";
import { type Filter, listCondition } from "./list-condition.ts";
import type { ResourceMapping } from "./mapping.ts";
import type { AnyPlan } from "./plan.ts";
import type { Dialect, DialectName } from "./sql/dialect.ts";
import type { Fragment } from "./sql/fragment.ts";
import { dialectOf, writeFilter } from "./sql/write-filter.ts";
import type { TranslationOptions } from "./translate/translate.ts";

/** A condition as text with placeholders, and what is bound to them. It goes after `WHERE`. */
export interface SqlCondition {
  readonly text: string;
  readonly parameters: readonly (string | number | boolean)[];
}

export interface SqlFilterOptions extends TranslationOptions {
  /** MariaDB is `mysql`. */
  readonly dialect: DialectName;
  /** How many parameters the query has before the filter; PostgreSQL counts on from there. 0 unless given. */
  readonly parametersBefore?: number;
}

/**
 * Makes a condition for WHERE.
 *
 * Shape: `("documents"."public" = TRUE)`; `1 = 1` for all, `1 = 0` for none.
 * Throws: `FilterError` for what the mapping does not know or the database cannot say.
 */
export function listFilter(
  plan: AnyPlan,
  mapping: ResourceMapping,
  options: SqlFilterOptions,
): Filter<SqlCondition> {
  const { kind, where, skip } = listCondition(plan, mapping, options);
  const dialect = dialectOf(options);
  const written = writeFilter(where, mapping, dialect);
  return { kind, skip, where: toText(written, dialect, options.parametersBefore ?? 0) };
}

/** Asks for a plan and makes a condition for WHERE of it. Throws: as `listFilter`, and what the client fails with. */
export function filterFor<Request>(
  client: PlanningClient<Request>,
  request: Request,
  mapping: ResourceMapping,
  options: SqlFilterOptions,
): Promise<Filter<SqlCondition>> {
  return askForFilter(client, request, (plan) => listFilter(plan, mapping, options));
}

function toText(fragment: Fragment, dialect: Dialect, parametersBefore: number): SqlCondition {
  const parameters: (string | number | boolean)[] = [];
  const texts = fragment.map((piece) => {
    if (typeof piece === "string") return piece;
    if ("name" in piece) return piece.name.map((part) => quoted(part, dialect)).join(".");
    parameters.push(piece.parameter);
    return dialect.placeholder(parametersBefore + parameters.length);
  });
  return { text: texts.join(""), parameters };
}

function quoted(part: string, { quote }: Dialect): string {
  return `${quote}${part.replaceAll(quote, quote + quote)}${quote}`;
}

export type { DialectName } from "./sql/dialect.ts";
