import { always, never } from "./combine.ts";
import type { Condition } from "./condition.ts";
import { FilterError } from "./errors.ts";
import type { ResourceMapping } from "./mapping.ts";
import { type AnyPlan, readPlan } from "./plan.ts";
import { type TranslationOptions, translateFilter } from "./translate/translate.ts";

/** A filter for one database or mapper. */
export interface Filter<Where> {
  /** Which resources: all of the kind, none, or those that `where` lets through. */
  readonly kind: "all" | "none" | "some";
  /** Goes into the query. For `none` it lets nothing through. */
  readonly where: Where;
  /** Nothing can come back, so the query need not be sent. */
  readonly skip: boolean;
}

/** What of a filter does not depend on the database. */
export type ListCondition = Filter<Condition>;

/**
 * Says in terms of columns which rows a plan lets through: those that a check of the same attributes allows.
 *
 * Throws: `FilterError` for what the mapping does not know or no query can say.
 */
export function listCondition(
  plan: AnyPlan,
  mapping: ResourceMapping,
  options: TranslationOptions = {},
): ListCondition {
  if (typeof mapping?.attributes !== "object" || typeof mapping.table !== "string") {
    throw new FilterError("enforcement/invalid-mapping", "the mapping has no `table` or no `attributes`");
  }
  const answer = readPlan(plan);
  if (answer.kind !== "conditional") return ofCondition(answer.kind === "always-allowed" ? always : never);
  return ofCondition(translateFilter(answer.condition, mapping, options));
}

function ofCondition(condition: Condition): ListCondition {
  if (condition.kind !== "constant") return { kind: "some", where: condition, skip: false };
  return { kind: condition.value ? "all" : "none", where: condition, skip: !condition.value };
}
