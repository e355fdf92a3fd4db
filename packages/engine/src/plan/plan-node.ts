import type { Operation } from "@orthrus/cel";
import type { PlanOperand } from "@orthrus/protocol";

/** What is left of conditions: of one, or of several rules and scopes together. */
export type PlanNode =
  | { readonly kind: "constant"; readonly value: boolean; readonly key: string }
  | {
      readonly kind: "expression";
      readonly operation: Operation;
      readonly operand: PlanOperand;
      readonly key: string;
    }
  | { readonly kind: "and" | "or"; readonly of: readonly PlanNode[]; readonly key: string }
  | { readonly kind: "not"; readonly of: PlanNode; readonly key: string };

// Equal nodes have equal keys.

export const always: PlanNode = { kind: "constant", value: true, key: "true" };
export const never: PlanNode = { kind: "constant", value: false, key: "false" };

export function constantNode(value: boolean): PlanNode {
  return value ? always : never;
}

/** Whether a node is known to be this, whatever the resource is. */
export function isConstant(node: PlanNode | undefined, value: boolean): boolean {
  return node?.kind === "constant" && node.value === value;
}

/** Combines the parts of one condition. */
export function allOf(nodes: readonly PlanNode[]): PlanNode {
  return group("and", nodes);
}

export function anyOf(nodes: readonly PlanNode[]): PlanNode {
  return group("or", nodes);
}

/** The opposite of a node. */
export function invert(node: PlanNode): PlanNode {
  if (node.kind === "constant") return constantNode(!node.value);
  if (node.kind === "not") return node.of;
  return { kind: "not", of: node, key: `(not ${node.key})` };
}

/** Both of two conditions that may come from different rules. */
export function both(first: PlanNode, second: PlanNode): PlanNode {
  return pair("and", first, second);
}

/** One of two conditions; nothing and a condition is that condition. */
export function either(first: PlanNode | undefined, second: PlanNode): PlanNode;
export function either(first: PlanNode | undefined, second: PlanNode | undefined): PlanNode | undefined;
export function either(first: PlanNode | undefined, second: PlanNode | undefined): PlanNode | undefined {
  if (first === undefined) return second;
  return second === undefined ? first : pair("or", first, second);
}

/**
 * Holds of what a node holds of, as long as none of the others fails: one that fails is neither true nor false.
 *
 * Shape: `(and node (or other (not other)))`. Those that the node itself cannot hold without are not said again.
 */
export function requireEvaluable(node: PlanNode, others: readonly PlanNode[]): PlanNode {
  if (node.kind === "constant" && !node.value) return node;
  const parts = new Map((node.kind === "and" ? node.of : [node]).map((part) => [part.key, part]));
  for (const other of others) {
    const opposite = invert(other);
    if (parts.has(other.key) || parts.has(opposite.key)) continue;
    const evaluable = either(other, opposite);
    parts.set(evaluable.key, evaluable);
  }
  return parts.size === 1 ? node : allOf([...parts.values()]);
}

function group(kind: "and" | "or", nodes: readonly PlanNode[]): PlanNode {
  const deciding = kind === "or";
  if (nodes.some((node) => isConstant(node, deciding))) return constantNode(deciding);
  const open = nodes.filter((node) => node.kind !== "constant");
  const [first, second] = open;
  if (first === undefined) return constantNode(!deciding);
  if (second === undefined) return first;
  // PERF: texts are added, not joined, so that a long chain of rules does not copy them at each step.
  let key = `(${kind}`;
  for (const node of open) key += ` ${node.key}`;
  return { kind, of: open, key: `${key})` };
}

function pair(kind: "and" | "or", first: PlanNode, second: PlanNode): PlanNode {
  if (includes(kind, first, second)) return first;
  if (includes(kind, second, first)) return second;
  return group(kind, [first, second]);
}

/** Whether saying `part` as well would be saying it twice. */
function includes(kind: "and" | "or", node: PlanNode, part: PlanNode): boolean {
  if (node.key === part.key) return true;
  return node.kind === kind && node.of.some(({ key }) => key === part.key);
}
