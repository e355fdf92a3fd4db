import { type KeywordContext, textAt } from "../keyword.ts";
import { applyInPlace } from "../run-schema.ts";
import type { Assertion, Run, SchemaNode } from "../schema-node.ts";

/** `$ref`, `$recursiveRef` (2019-09), `$dynamicRef` (2020-12) */
export function compileReferences(context: KeywordContext): readonly Assertion[] {
  const { version } = context.dialect;
  const keywords = [
    "$ref",
    ...(version === 2019 ? ["$recursiveRef"] : []),
    ...(version === 2020 ? ["$dynamicRef"] : []),
  ];
  return keywords.flatMap((keyword) => {
    const text = textAt(context.schema, keyword);
    if (text === undefined) return [];
    const { node, dynamicAnchor } = context.refer(text, keyword);
    if (dynamicAnchor === undefined) return [(value, run) => applyInPlace(node, value, run, keyword)];
    return [(value, run) => applyInPlace(outermost(dynamicAnchor, run) ?? node, value, run, keyword)];
  });
}

function outermost(dynamicAnchor: string, run: Run): SchemaNode | undefined {
  for (const resource of run.resources) {
    const node = resource.dynamicNodes.get(dynamicAnchor);
    if (node !== undefined) return node;
  }
  return undefined;
}
