import type { Json } from "@orthrus/protocol";
import { isItems } from "../canonical-key.ts";
import type { KeywordContext } from "../keyword.ts";
import { applyToChild } from "../run-schema.ts";
import type { Assertion, Run, SchemaNode } from "../schema-node.ts";

/** `unevaluatedProperties`, `unevaluatedItems` */
export function compileUnevaluated(context: KeywordContext): readonly Assertion[] {
  if (context.dialect.version < 2019) return [];
  return [
    ...compileOne(context, "unevaluatedProperties", checkProperties),
    ...compileOne(context, "unevaluatedItems", checkItems),
  ];
}

function compileOne(
  { schema, compile, trackEvaluated }: KeywordContext,
  keyword: string,
  check: (node: SchemaNode, value: Json, run: Run) => boolean,
): readonly Assertion[] {
  const json = schema.get(keyword);
  if (json === undefined) return [];
  trackEvaluated();
  const node = compile(json, keyword);
  return [(value, run) => check(node, value, run)];
}

function checkProperties(node: SchemaNode, value: Json, run: Run): boolean {
  if (value === null || typeof value !== "object" || isItems(value)) return true;
  let valid = true;
  for (const [name, member] of Object.entries(value)) {
    if (run.evaluated?.properties.has(name)) continue;
    run.evaluated?.properties.add(name);
    valid = applyToChild(node, member, name, run, "unevaluatedProperties") && valid;
  }
  return valid;
}

function checkItems(node: SchemaNode, value: Json, run: Run): boolean {
  if (!isItems(value)) return true;
  let valid = true;
  for (const [index, item] of value.entries()) {
    if (run.evaluated?.items.has(index)) continue;
    run.evaluated?.items.add(index);
    valid = applyToChild(node, item, `${index}`, run, "unevaluatedItems") && valid;
  }
  return valid;
}
