import { Types, trusted } from "mongoose";
import { askForFilter, type PlanningClient } from "./ask-plan.ts";
import type { Condition } from "./condition.ts";
import { type Filter, listCondition } from "./list-condition.ts";
import type { ResourceMapping } from "./mapping.ts";
import { type Hint, hintsOf } from "./mongoose/index-hints.ts";
import { writeCondition } from "./mongoose/write-condition.ts";
import type { AnyPlan } from "./plan.ts";
import type { TranslationOptions } from "./translate/translate.ts";

/** For `Model.find(where)`, beside other filters in `$and`, or in `$match` of an aggregation. */
export interface MongoFilter {
  $and?: { [field: string]: object }[];
}

/**
 * Makes a filter for `Model.find()`; `{}` for all, one that no document meets for none.
 *
 * Shape: `{ $and: [{ ownerId: { $eq: "ada" } }, { $expr: … }] }`; the first parts are for indexes, the expression is exact.
 * Throws: `FilterError` for what the mapping does not know or a query cannot say.
 */
export function listFilter(
  plan: AnyPlan,
  mapping: ResourceMapping,
  options: TranslationOptions = {},
): Filter<MongoFilter> {
  const { kind, where, skip } = listCondition(plan, mapping, options);
  return { kind, skip, where: kind === "all" ? {} : toFilter(where) };
}

/** Asks for a plan and makes a filter of it. Throws: as `listFilter`, and what the client fails with. */
export function filterFor<Request>(
  client: PlanningClient<Request>,
  request: Request,
  mapping: ResourceMapping,
  options: TranslationOptions = {},
): Promise<Filter<MongoFilter>> {
  return askForFilter(client, request, (plan) => listFilter(plan, mapping, options));
}

function toFilter(condition: Condition): MongoFilter {
  // An empty `$or` means nothing to MongoDB, and everything to Mongoose.
  if (condition.kind === "constant") return { $and: [{ _id: trusted({ $in: [] }) }] };
  const hints = hintsOf(condition, { objectId: (text) => new Types.ObjectId(text) }).map(trustedFields);
  return { $and: [...hints, { $expr: trusted({ $and: [writeCondition(condition)] }) }] };
}

/** Without this, Mongoose does not take operators where `sanitizeFilter` is set. */
function trustedFields(hint: Hint): { [field: string]: object } {
  const entries = Object.entries(hint).map(([field, test]) => [
    field,
    isList(test) ? test.map(trustedFields) : trusted(test),
  ]);
  return Object.fromEntries(entries);
}

function isList(test: Hint[string]): test is readonly Hint[] {
  return Array.isArray(test);
}
