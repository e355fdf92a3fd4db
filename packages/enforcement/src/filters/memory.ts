import {
  allLibraries,
  compileExpression,
  createEnvironment,
  dynType,
  type Environment,
  mapType,
  type Program,
  stringType,
  Timestamp,
} from "@orthrus/cel";
import type { JsonObject } from "@orthrus/protocol";
import { askForFilter, type PlanningClient } from "./ask-plan.ts";
import { FilterError } from "./errors.ts";
import type { Filter } from "./list-condition.ts";
import { attributesName, expressionText, idName } from "./memory/expression-text.ts";
import { type AnyPlan, readPlan } from "./plan.ts";

/** A resource as a check sees it. */
export interface FilteredResource {
  readonly id: string;
  readonly attributes: JsonObject;
}

/** For `resources.filter(where)`. */
export type ResourcePredicate = (resource: FilteredResource) => boolean;

export interface MemoryFilterOptions {
  /** The clock behind `timeSince()`. */
  readonly now?: () => Date;
}

/**
 * Makes a predicate for small lists and tests. It says more than queries can: every function that policies have.
 *
 * Throws: `FilterError` for what a plan does not say well enough.
 */
export function listFilter(plan: AnyPlan, options: MemoryFilterOptions = {}): Filter<ResourcePredicate> {
  const answer = readPlan(plan);
  if (answer.kind !== "conditional") {
    const isAll = answer.kind === "always-allowed";
    return { kind: isAll ? "all" : "none", where: () => isAll, skip: !isAll };
  }
  const program = compiled(expressionText(answer.condition));
  const now = timestampOf(options.now?.() ?? new Date());
  return {
    kind: "some",
    skip: false,
    where: ({ id, attributes }) => program.test({ id, attributes, now, computed: [] }) === true,
  };
}

/** Asks for a plan and makes a predicate of it. Throws: as `listFilter`, and what the client fails with. */
export function filterFor<Request>(
  client: PlanningClient<Request>,
  request: Request,
  options: MemoryFilterOptions = {},
): Promise<Filter<ResourcePredicate>> {
  return askForFilter(client, request, (plan) => listFilter(plan, options));
}

const environment: Environment = createEnvironment({
  libraries: allLibraries,
  variables: [
    { name: idName, type: stringType, source: { kind: "path", path: ["id"] } },
    {
      name: attributesName,
      type: mapType(stringType, dynType),
      source: { kind: "path", path: ["attributes"] },
    },
  ],
});

function compiled(text: string): Program {
  const { program, diagnostics } = compileExpression(text, environment);
  if (program !== undefined) return program;
  const reasons = diagnostics.map(({ message }) => message).join("; ");
  throw new FilterError("enforcement/unsupported-condition", `the filter is no expression: ${reasons}`);
}

function timestampOf(date: Date): Timestamp {
  const milliseconds = date.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return new Timestamp(seconds, (milliseconds - seconds * 1000) * 1_000_000);
}
