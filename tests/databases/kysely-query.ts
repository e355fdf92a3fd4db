import type { Kysely } from "kysely";
import type { FilterBackend } from "../../packages/enforcement/src/filters/contract-suite/contract-suite.ts";
import type { documentMapping } from "../../packages/enforcement/src/filters/contract-suite/document-mapping.ts";
import { listFilter } from "../../packages/enforcement/src/filters/kysely.ts";

/** A list of documents as a program that uses Kysely asks for it, with a condition of its own beside the filter. */
export function kyselyQuery(
  kysely: Kysely<{ documents: { id: string } }>,
  mapping: ReturnType<typeof documentMapping>,
  dialect: "mysql" | "postgres",
): FilterBackend["query"] {
  return async (plan, now) => {
    const { where } = listFilter(plan, mapping, { dialect, now });
    const rows = await kysely
      .selectFrom("documents")
      .select("id")
      .where("id", "!=", "none")
      .where(where)
      .execute();
    return rows.map(({ id }) => id);
  };
}
