import type { ConstantValue } from "../model/policy.ts";
import type { Span } from "../model/span.ts";
import { floatValue, integerValue } from "./plain-scalar.ts";
import { stopAt } from "./read-problem.ts";
import type { ScalarNode, TreeNode } from "./tree.ts";
import { nodeTypeName } from "./tree.ts";

/** Converts free-form content. Throws: `ReadStopped` at what JSON cannot hold. */
export function jsonValue(node: TreeNode, span: Span): ConstantValue {
  switch (node.kind) {
    case "scalar":
      return scalarValue(node, span);
    case "sequence":
      return node.items.map((item, index) => jsonValue(item, inside(span, index, item)));
    case "mapping":
      return Object.fromEntries(
        node.entries.map(({ key, value }) => {
          const name = key.type === "Integer" ? integerValue(key.text).toString() : key.text;
          return [name, jsonValue(value, inside(span, name, value))];
        }),
      );
  }
}

/** Map keys are strings; a number or boolean has to be quoted. */
export function assertStringKey(key: ScalarNode, { path }: Span): void {
  if (key.type === "String") return;
  throw stopAt(
    "policy/wrong-type",
    `expected string got ${nodeTypeName(key)}`,
    key.start,
    path,
    "put quotes around the key",
  );
}

function scalarValue(node: ScalarNode, span: Span): ConstantValue {
  switch (node.type) {
    case "Null":
      return null;
    case "Bool":
      return node.text.toLowerCase() === "true";
    case "Integer":
      return Number(integerValue(node.text));
    case "Float":
      return floatValue(node.text);
    case "String":
      return node.text;
    case "Infinity":
    case "Nan":
      throw stopAt(
        "policy/invalid-value",
        `failed to parse value: proto: syntax error (line 1:1): invalid value ${node.text}`,
        node.start,
        span.path,
        "JSON has no infinity and no NaN",
      );
  }
}

function inside(span: Span, step: string | number, node: TreeNode): Span {
  return { start: node.start, caret: node.start, path: { parent: span.path, step } };
}
