import type { Json } from "@orthrus/protocol";
import { canonicalKey, isItems } from "../canonical-key.ts";
import { type KeywordContext, listAt, numberAt } from "../keyword.ts";
import { applyToChild, violate } from "../run-schema.ts";
import { isList } from "../schema-json.ts";
import type { Assertion, Run, SchemaNode } from "../schema-node.ts";
import { compileCounts } from "./counts.ts";

/** `minItems`, `maxItems`, `uniqueItems` */
export function compileItemCounts(context: KeywordContext): readonly Assertion[] {
  const counts = compileCounts(context, {
    minimum: "minItems",
    maximum: "maxItems",
    count: (value) => (isItems(value) ? value.length : undefined),
    message: (bound, limit, found) => `${bound} ${limit} items required, but found ${found} items`,
  });
  return context.schema.get("uniqueItems") === true ? [...counts, ofItems(checkUnique)] : counts;
}

/** `prefixItems` and `items`, or `items` and `additionalItems` before 2020-12 */
export function compileItems(context: KeywordContext): readonly Assertion[] {
  const { schema, dialect, compile } = context;
  if (dialect.version === 2020) return compilePrefixAndRest(context, "prefixItems", "items");
  const items = schema.get("items");
  if (isList(items)) return compilePrefixAndRest(context, "items", "additionalItems");
  if (items === undefined) return [];
  const node = compile(items, "items");
  return [ofItems((value, run) => checkRest(node, value, 0, run, "items"))];
}

/** `contains`, `minContains`, `maxContains` */
export function compileContains({ schema, dialect, compile }: KeywordContext): readonly Assertion[] {
  const json = schema.get("contains");
  if (json === undefined || dialect.version === 4) return [];
  const node = compile(json, "contains");
  const isCounted = dialect.version >= 2019;
  const minimum = (isCounted ? numberAt(schema, "minContains") : undefined) ?? 1;
  const maximum = isCounted ? numberAt(schema, "maxContains") : undefined;
  const marksItems = dialect.version >= 2020;
  return [ofItems((value, run) => checkContains({ node, minimum, maximum, marksItems }, value, run))];
}

function compilePrefixAndRest(
  { schema, compile }: KeywordContext,
  prefixKeyword: string,
  restKeyword: string,
): readonly Assertion[] {
  const prefix = (listAt(schema, prefixKeyword) ?? []).map((json, at) =>
    compile(json, prefixKeyword, `${at}`),
  );
  const assertions: Assertion[] = [];
  if (prefix.length > 0)
    assertions.push(ofItems((value, run) => checkPrefix(prefix, value, run, prefixKeyword)));
  const rest = schema.get(restKeyword);
  if (rest === false && restKeyword === "additionalItems") {
    assertions.push(ofItems((value, run) => checkNoMore(prefix.length, value, run)));
  } else if (rest !== undefined) {
    const node = compile(rest, restKeyword);
    assertions.push(ofItems((value, run) => checkRest(node, value, prefix.length, run, restKeyword)));
  }
  return assertions;
}

function checkUnique(items: readonly Json[], run: Run): boolean {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const key = canonicalKey(item);
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      return violate(run, "uniqueItems", `items at index ${earlier} and ${index} are equal`);
    }
    seen.set(key, index);
  }
  return true;
}

function checkPrefix(
  prefix: readonly SchemaNode[],
  items: readonly Json[],
  run: Run,
  keyword: string,
): boolean {
  let valid = true;
  for (const [index, node] of prefix.entries()) {
    if (index >= items.length) break;
    run.evaluated?.items.add(index);
    valid = applyToChild(node, items[index] ?? null, `${index}`, run, keyword, `${index}`) && valid;
  }
  return valid;
}

function checkRest(
  node: SchemaNode,
  items: readonly Json[],
  from: number,
  run: Run,
  keyword: string,
): boolean {
  let valid = true;
  for (let index = from; index < items.length; index++) {
    run.evaluated?.items.add(index);
    valid = applyToChild(node, items[index] ?? null, `${index}`, run, keyword) && valid;
  }
  return valid;
}

function checkNoMore(allowed: number, items: readonly Json[], run: Run): boolean {
  if (items.length <= allowed) return true;
  const message = `only ${allowed} items are allowed, but found ${items.length} items`;
  return violate(run, "additionalItems", message);
}

interface Containment {
  readonly node: SchemaNode;
  readonly minimum: number;
  readonly maximum: number | undefined;
  /** Whether the items found count as looked at. */
  readonly marksItems: boolean;
}

// What is wrong with the other items is the explanation when too few are found, and of no interest otherwise.
function checkContains(wanted: Containment, items: readonly Json[], run: Run): boolean {
  const before = run.violations?.length ?? 0;
  let found = 0;
  for (const [index, item] of items.entries()) {
    if (!applyToChild(wanted.node, item, `${index}`, run, "contains")) continue;
    found += 1;
    if (wanted.marksItems) run.evaluated?.items.add(index);
  }
  if (found < wanted.minimum) {
    if (found < items.length) return false;
    return violate(run, "minContains", `valid must be >= ${wanted.minimum}, but got ${found}`);
  }
  if (run.violations !== undefined) run.violations.length = before;
  if (wanted.maximum === undefined || found <= wanted.maximum) return true;
  return violate(run, "maxContains", `valid must be <= ${wanted.maximum}, but got ${found}`);
}

/** Lets values of other types pass. */
function ofItems(check: (items: readonly Json[], run: Run) => boolean): Assertion {
  return (value, run) => !isItems(value) || check(value, run);
}
