import { askForFilter, type PlanningClient } from "./ask-plan.ts";
import { resourceRow } from "./condition.ts";
import { FilterError } from "./errors.ts";
import { type Filter, listCondition } from "./list-condition.ts";
import type { ResourceMapping } from "./mapping.ts";
import type { AnyPlan } from "./plan.ts";
import { nothing, type PrismaFilter } from "./prisma/where.ts";
import { writeCondition } from "./prisma/write-condition.ts";
import type { PrismaField, PrismaProvider } from "./prisma/writing.ts";
import type { TranslationOptions } from "./translate/translate.ts";

/** For `where` of a model: alone, or in `AND` with other filters. */
export type { PrismaFilter } from "./prisma/where.ts";
export type { PrismaField, PrismaProvider } from "./prisma/writing.ts";

export interface PrismaFilterOptions extends TranslationOptions {
  /** The provider of the data source. MariaDB is `mysql`. */
  readonly provider: PrismaProvider;
  /**
   * Texts are equal only if their bytes are, and are in the order of these: collation `C` in PostgreSQL, a binary one
   * without padding in MySQL (`utf8mb4_0900_bin`) and MariaDB (`utf8mb4_nopad_bin`). SQLite does so unless it is told
   * otherwise. Without this, PostgreSQL does not put texts in order and MySQL does not compare them.
   */
  readonly collation?: "binary";
  /** `prisma.document.fields`, for conditions that compare two fields; times with two have milliseconds, as Prisma makes them. */
  readonly fields?: { readonly [name: string]: PrismaField };
}

/**
 * Makes a filter for `where`; `{}` for all, `{ id: { in: [] } }` for none.
 *
 * Throws: `FilterError` for what the mapping does not know or a `where` cannot say.
 */
export function listFilter(
  plan: AnyPlan,
  mapping: ResourceMapping,
  options: PrismaFilterOptions,
): Filter<PrismaFilter> {
  const { kind, where, skip } = listCondition(plan, mapping, options);
  if (kind === "all") return { kind, skip, where: {} };
  const { provider, collation, fields = {} } = options;
  const isBinary = collation === "binary" || provider === "sqlite";
  const written = writeCondition(where, {
    provider,
    equalsBytes: isBinary || provider === "postgresql",
    ordersBytes: isBinary,
    fields: new Map(Object.entries(fields)),
    row: resourceRow,
  });
  return { kind, skip, where: written === nothing ? noRow(mapping) : written };
}

/** Asks for a plan and makes a filter of it. Throws: as `listFilter`, and what the client fails with. */
export function filterFor<Request>(
  client: PlanningClient<Request>,
  request: Request,
  mapping: ResourceMapping,
  options: PrismaFilterOptions,
): Promise<Filter<PrismaFilter>> {
  return askForFilter(client, request, (plan) => listFilter(plan, mapping, options));
}

/** Throws: for a mapping without a field that can say it; an empty `OR` would say everything inside of `AND`. */
function noRow({ id, attributes }: ResourceMapping): PrismaFilter {
  const fields = Object.values(attributes).filter((each) => each.kind === "column");
  const field = id ?? fields.find(({ type, path }) => type !== "boolean" && path === undefined);
  if (field !== undefined) return { [field.name]: { in: [] } };
  throw new FilterError(
    "enforcement/invalid-mapping",
    "the mapping has no field that a filter for nothing can ask",
    { hint: "map `id`" },
  );
}
