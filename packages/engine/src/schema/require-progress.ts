import type { SchemaNode, SchemaResource } from "./schema-node.ts";
import { SchemaProblem } from "./schema-problem.ts";

/**
 * Refuses schemas that come back to themselves without going into the value: applying them would never end.
 *
 * Throws: `SchemaProblem` with the way that leads back.
 */
export function requireProgress(nodes: readonly SchemaNode[]): void {
  const done = new Set<SchemaNode>();
  for (const start of innermostFirst(nodes)) follow(start, start.location, new Set(), done);
}

// SECURITY: the walk recurses over chains of references.
const maxChain = 2000;

function follow(node: SchemaNode, way: string, entered: Set<SchemaNode>, done: Set<SchemaNode>): void {
  if (done.has(node)) return;
  if (entered.has(node)) throw new SchemaProblem(`infinite loop ${way}`);
  if (entered.size > maxChain) throw new SchemaProblem("schemas are nested too deeply");
  entered.add(node);
  for (const { keywords, node: next } of node.inPlace) follow(next, `${way}${keywords}`, entered, done);
  entered.delete(node);
  done.add(node);
}

function innermostFirst(nodes: readonly SchemaNode[]): readonly SchemaNode[] {
  const byResource = new Map<SchemaResource, SchemaNode[]>();
  for (const node of nodes) {
    const sameResource = byResource.get(node.resource);
    if (sameResource === undefined) byResource.set(node.resource, [node]);
    else sameResource.push(node);
  }
  return [...byResource.values()].reverse().flat();
}
