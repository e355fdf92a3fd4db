import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import { askForFilter, type PlanningClient } from "./ask-plan.ts";
import { type Filter, listCondition } from "./list-condition.ts";
import type { ResourceMapping } from "./mapping.ts";
import type { AnyPlan } from "./plan.ts";
import type { DialectName } from "./sql/dialect.ts";
import type { Fragment, Piece } from "./sql/fragment.ts";
import { dialectOf, writeFilter } from "./sql/write-filter.ts";
import type { TranslationOptions } from "./translate/translate.ts";

export type { DialectName } from "./sql/dialect.ts";

/** For `.where(where)`, or as a part: `.where((eb) => eb.and([where(), …]))`. */
export type KyselyCondition = () => Expression<SqlBool>;

export interface KyselyFilterOptions extends TranslationOptions {
  /** What the Kysely instance speaks. MariaDB is `mysql`. */
  readonly dialect: DialectName;
}

/**
 * Makes a condition for `.where()`; `1 = 1` for all, `1 = 0` for none.
 *
 * Throws: `FilterError` for what the mapping does not know or the database cannot say.
 */
export function listFilter(
  plan: AnyPlan,
  mapping: ResourceMapping,
  options: KyselyFilterOptions,
): Filter<KyselyCondition> {
  const { kind, where, skip } = listCondition(plan, mapping, options);
  const written = writeFilter(where, mapping, dialectOf(options));
  return { kind, skip, where: () => toExpression(written) };
}

/** Asks for a plan and makes a condition for `.where()` of it. Throws: as `listFilter`, and what the client fails with. */
export function filterFor<Request>(
  client: PlanningClient<Request>,
  request: Request,
  mapping: ResourceMapping,
  options: KyselyFilterOptions,
): Promise<Filter<KyselyCondition>> {
  return askForFilter(client, request, (plan) => listFilter(plan, mapping, options));
}

function toExpression(fragment: Fragment): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join(fragment.map(toBuilder), sql.raw(""))})`;
}

function toBuilder(piece: Piece): RawBuilder<unknown> {
  if (typeof piece === "string") return sql.raw(piece);
  return "name" in piece ? sql.id(...piece.name) : sql`${piece.parameter}`;
}
