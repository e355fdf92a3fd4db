import type { Expression } from "@orthrus/cel";

/** A place among the attributes of a request. */
export interface AttributePath {
  readonly root: AttributeRoot;
  /** From the outside in; never empty. */
  readonly names: readonly string[];
}

/** Where attributes and claims live, as messages call it. */
export type AttributeRoot = "R.attr" | "P.attr" | "request.auxData.jwt" | "request.auxData.jwts";

/** Every spelling. */
// biome-ignore format: one row per place
const ROOTS: ReadonlyMap<string, AttributeRoot> = new Map([
  ["R.attr",                   "R.attr"],
  ["request.resource.attr",    "R.attr"],
  ["P.attr",                   "P.attr"],
  ["request.principal.attr",   "P.attr"],
  ["request.auxData.jwt",      "request.auxData.jwt"],
  ["request.aux_data.jwt",     "request.auxData.jwt"],
  ["request.auxData.jwts",     "request.auxData.jwts"],
  ["request.aux_data.jwts",    "request.auxData.jwts"],
]);

/** The path that an expression reads, `R.attr.owner.id` or `R.attr["owner"]`; optional steps read nothing. */
export function pathRead(node: Expression): AttributePath | undefined {
  if (node.kind === "select") return node.optional ? undefined : pathBelow(node.of, node.name);
  if (node.kind !== "call" || node.name !== "_[_]") return undefined;
  return pathBelow(node.args[0], stringIn(node.args[1]));
}

/** The path whose presence an expression asks for: `has(R.attr.owner)`, `"owner" in R.attr` or `R.attr.?owner`. */
export function pathAskedFor(node: Expression): AttributePath | undefined {
  if (node.kind === "has") return pathBelow(node.of, node.name);
  if (node.kind === "select") return node.optional ? pathBelow(node.of, node.name) : undefined;
  if (node.kind !== "call") return undefined;
  if (node.name === "@in") return pathBelow(node.args[1], stringIn(node.args[0]));
  return node.name === "_[?_]" ? pathBelow(node.args[0], stringIn(node.args[1])) : undefined;
}

/** Shape: `R.attr.owner.id`, `R.attr["first name"]`. */
export function pathText({ root, names }: AttributePath): string {
  return names.reduce(
    (text, name) => (/^[a-z_]\w*$/i.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`),
    root,
  );
}

/** Whether one path is another, or leads there. */
export function isOnTheWay(path: AttributePath, other: AttributePath): boolean {
  return path.root === other.root && path.names.every((name, index) => name === other.names[index]);
}

function pathBelow(of: Expression | undefined, name: string | undefined): AttributePath | undefined {
  if (of === undefined || name === undefined) return undefined;
  const root = ROOTS.get(dottedName(of) ?? "");
  if (root !== undefined) return { root, names: [name] };
  const parent = pathRead(of);
  return parent && { root: parent.root, names: [...parent.names, name] };
}

function dottedName(node: Expression): string | undefined {
  if (node.kind === "identifier") return node.name;
  if (node.kind !== "select" || node.optional) return undefined;
  const of = dottedName(node.of);
  return of === undefined ? undefined : `${of}.${node.name}`;
}

function stringIn(node: Expression | undefined): string | undefined {
  return node?.kind === "literal" && node.type === "string" ? node.value : undefined;
}
