import { type Expression, parseExpression } from "@orthrus/cel";

/** What an expression needs of a request, and what it asks about before. Shape of a path: `R.attr.owner`. */
export interface AttributeReads {
  readonly needed: ReadonlySet<string>;
  readonly asked: ReadonlySet<string>;
}

/** Finds the attributes that an expression reads; those it asks for with `has`, `in` or `.?` are asked. */
export function attributeReads(text: string): AttributeReads {
  const needed = new Set<string>();
  const asked = new Set<string>();
  const expression = parseExpression(text, () => undefined);
  if (expression !== undefined) visit(expression);
  return { needed, asked };

  function visit(node: Expression): void {
    const path = attributePath(node);
    if (path !== undefined && node.kind === "select") (node.optional ? asked : needed).add(path);
    if (path !== undefined && node.kind === "has") asked.add(path);
    const member = memberAskedFor(node);
    if (member !== undefined) asked.add(member);
    for (const child of childrenOf(node)) visit(child);
  }
}

/** Where attributes and claims live, in every spelling, and what messages call them. */
// biome-ignore format: one row per place
const ROOTS: ReadonlyMap<string, string> = new Map([
  ["R.attr",                   "R.attr"],
  ["request.resource.attr",    "R.attr"],
  ["P.attr",                   "P.attr"],
  ["request.principal.attr",   "P.attr"],
  ["request.auxData.jwt",      "request.auxData.jwt"],
  ["request.aux_data.jwt",     "request.auxData.jwt"],
]);

function attributePath(node: Expression): string | undefined {
  if (node.kind !== "select" && node.kind !== "has") return undefined;
  const root = ROOTS.get(pathOf(node.of) ?? "");
  return root === undefined ? undefined : `${root}.${node.name}`;
}

/** Shape: `"owner" in R.attr` → `R.attr.owner`. */
function memberAskedFor(node: Expression): string | undefined {
  if (node.kind !== "call" || node.name !== "@in") return undefined;
  const [key, map] = node.args;
  if (key?.kind !== "literal" || key.type !== "string" || map === undefined) return undefined;
  const root = ROOTS.get(pathOf(map) ?? "");
  return root === undefined ? undefined : `${root}.${key.value}`;
}

function pathOf(node: Expression): string | undefined {
  if (node.kind === "identifier") return node.name;
  if (node.kind !== "select") return undefined;
  const of = pathOf(node.of);
  return of === undefined ? undefined : `${of}.${node.name}`;
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "literal":
    case "identifier":
      return [];
    case "select":
      return [node.of];
    case "has":
      // What is asked for is not read, but what it would be in is.
      return [node.of];
    case "call":
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case "list":
      return node.elements.map(({ value }) => value);
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case "message":
      return node.fields.map(({ value }) => value);
    case "comprehension":
      return [node.range, ...(node.filter === undefined ? [] : [node.filter]), node.body];
    case "bind":
      return [node.value, node.body];
    case "optional-map":
      return [node.of, node.body];
  }
}
