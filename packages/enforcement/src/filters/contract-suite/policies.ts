import { createPdp, type Pdp } from "@orthrus/engine";
import type { Shape } from "./shapes.ts";

/** Makes each shape the rules of an action of its own: `s0`, `s1`, … */
export function pdpOfShapes(shapes: readonly Shape[], now: Date): Pdp {
  const rules = shapes.flatMap((shape, index) =>
    shape.rules.map(({ effect, match, derivedRoles }) => ({
      actions: [`s${index}`],
      effect,
      ...(derivedRoles === undefined ? { roles: ["user"] } : { derivedRoles }),
      ...(match !== undefined && { condition: { match } }),
    })),
  );
  const policies = {
    "documents.yaml": {
      apiVersion: "api.cerbos.dev/v1",
      resourcePolicy: { resource: "document", version: "default", importDerivedRoles: ["relations"], rules },
    },
    "relations.yaml": {
      apiVersion: "api.cerbos.dev/v1",
      derivedRoles: {
        name: "relations",
        definitions: [
          definition("owner", "R.attr.ownerId == P.id"),
          definition("teammate", "R.attr.team in P.attr.teams"),
        ],
      },
    },
  };
  const texts = Object.entries(policies).map(([path, policy]) => [path, JSON.stringify(policy)]);
  return createPdp({ policies: Object.fromEntries(texts), planPresence: "operator", now: () => now });
}

function definition(name: string, expr: string): object {
  return { name, parentRoles: ["user"], condition: { match: { expr } } };
}
