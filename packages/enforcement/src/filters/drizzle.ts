import { type SQL, sql } from "drizzle-orm";
import { askForFilter, type PlanningClient } from "./ask-plan.ts";
import { type Filter, listCondition } from "./list-condition.ts";
import type { ResourceMapping } from "./mapping.ts";
import type { AnyPlan } from "./plan.ts";
import type { DialectName } from "./sql/dialect.ts";
import type { Fragment, Piece } from "./sql/fragment.ts";
import { dialectOf, writeFilter } from "./sql/write-filter.ts";
import type { TranslationOptions } from "./translate/translate.ts";

export {
  columnOf,
  type DrizzleColumnOptions,
  type DrizzleListOptions,
  joinOn,
  listOf,
  tableOf,
} from "./drizzle/schema.ts";
export type { DialectName } from "./sql/dialect.ts";

export interface DrizzleFilterOptions extends TranslationOptions {
  /** What the Drizzle database speaks. MariaDB is `mysql`. */
  readonly dialect: DialectName;
}

/**
 * Makes a condition for `.where()`, alone or in `and(…)`; `undefined` for all, `1 = 0` for none.
 *
 * Throws: `FilterError` for what the mapping does not know or the database cannot say.
 */
export function listFilter(
  plan: AnyPlan,
  mapping: ResourceMapping,
  options: DrizzleFilterOptions,
): Filter<SQL | undefined> {
  const { kind, where, skip } = listCondition(plan, mapping, options);
  if (kind === "all") return { kind, skip, where: undefined };
  return { kind, skip, where: toSql(writeFilter(where, mapping, dialectOf(options))) };
}

/** Asks for a plan and makes a condition for `.where()` of it. Throws: as `listFilter`, and what the client fails with. */
export function filterFor<Request>(
  client: PlanningClient<Request>,
  request: Request,
  mapping: ResourceMapping,
  options: DrizzleFilterOptions,
): Promise<Filter<SQL | undefined>> {
  return askForFilter(client, request, (plan) => listFilter(plan, mapping, options));
}

function toSql(fragment: Fragment): SQL {
  return sql`(${sql.join(fragment.map(toChunk))})`;
}

function toChunk(piece: Piece): SQL {
  if (typeof piece === "string") return sql.raw(piece);
  if ("parameter" in piece) return sql`${sql.param(piece.parameter)}`;
  return sql.join(
    piece.name.map((part) => sql.identifier(part)),
    sql.raw("."),
  );
}
