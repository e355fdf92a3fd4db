import { stringify } from "yaml";
import type { NamedText } from "./reference-server.ts";

/** JSON that a mistake can be made in. */
export type Draft = null | boolean | number | string | Draft[] | DraftObject;
export interface DraftObject {
  [name: string]: Draft;
}

/** The files of one small, sound repository: policies as documents, everything else as text. */
export interface Repository {
  readonly documents: Map<string, DraftObject>;
  readonly texts: Map<string, string>;
}

const API_VERSION = "api.cerbos.dev/v1";

/**
 * Policies of every kind that need each other. Every name carries the case, so that many repositories fit in one
 * folder without touching each other.
 */
export function soundRepository(name: string): Repository {
  const documents = new Map<string, DraftObject>();
  const add = (file: string, document: DraftObject): unknown =>
    documents.set(`${name}/${file}.yaml`, { apiVersion: API_VERSION, ...document });
  add("album", { resourcePolicy: albumPolicy(name) });
  add("album-scoped", { resourcePolicy: scopedPolicy(name, `${name}x`) });
  add("album-deeper", { resourcePolicy: scopedPolicy(name, `${name}x.hr`) });
  add("ada", { principalPolicy: principalPolicy(name) });
  add("clerk", {
    rolePolicy: {
      role: `${name}_clerk`,
      version: "default",
      parentRoles: ["user"],
      rules: [
        { resource: `${name}_album`, allowActions: ["view", "edit*"], condition: expression("R.attr.open") },
      ],
    },
  });
  add("roles", { derivedRoles: derivedRoles(name) });
  add("variables", {
    exportVariables: { name: `${name}_variables`, definitions: { is_open: "R.attr.open == true" } },
  });
  add("constants", {
    exportConstants: { name: `${name}_constants`, definitions: { limit: 3, teams: ["a", "b"] } },
  });
  const texts = new Map([
    [`_schemas/${name}.json`, JSON.stringify({ type: "object", properties: { open: { type: "boolean" } } })],
  ]);
  return { documents, texts };
}

function albumPolicy(name: string): DraftObject {
  return {
    resource: `${name}_album`,
    version: "default",
    importDerivedRoles: [`${name}_roles`],
    schemas: { resourceSchema: { ref: `cerbos:///${name}.json`, ignoreWhen: { actions: ["create"] } } },
    variables: {
      import: [`${name}_variables`],
      local: { mine: "R.attr.owner == P.id", small: "R.attr.size < C.limit" },
    },
    constants: { import: [`${name}_constants`], local: { kinds: ["x", "y"] } },
    rules: [
      {
        actions: ["view", "list"],
        roles: ["user"],
        effect: "EFFECT_ALLOW",
        condition: expression("V.mine || V.is_open"),
      },
      {
        name: "edits",
        actions: ["edit"],
        derivedRoles: ["owner"],
        effect: "EFFECT_ALLOW",
        condition: nested(),
      },
      {
        actions: ["*"],
        roles: ["admin"],
        effect: "EFFECT_ALLOW",
        output: { when: { ruleActivated: "P.id" } },
      },
      {
        actions: ["delete"],
        roles: ["*"],
        effect: "EFFECT_DENY",
        condition: expression("has(R.attr.locked) && R.attr.locked"),
      },
    ],
  };
}

function scopedPolicy(name: string, scope: string): DraftObject {
  return {
    resource: `${name}_album`,
    version: "default",
    scope,
    rules: [
      {
        actions: ["share"],
        roles: ["user"],
        effect: "EFFECT_ALLOW",
        condition: expression("size(P.roles) > 1"),
      },
    ],
  };
}

function principalPolicy(name: string): DraftObject {
  return {
    principal: `${name}_ada`,
    version: "default",
    rules: [
      {
        resource: `${name}_album`,
        actions: [
          { action: "view", effect: "EFFECT_ALLOW", name: "views" },
          { action: "edit", effect: "EFFECT_DENY", condition: expression("R.attr.kind in ['x', 'y']") },
        ],
      },
    ],
  };
}

function derivedRoles(name: string): DraftObject {
  return {
    name: `${name}_roles`,
    variables: { local: { same: "R.attr.team == P.attr.team" } },
    definitions: [
      { name: "owner", parentRoles: ["user"], condition: expression("R.attr.owner == P.id && V.same") },
      { name: "peer", parentRoles: ["*"] },
    ],
  };
}

function expression(text: string): DraftObject {
  return { match: { expr: text } };
}

function nested(): DraftObject {
  return {
    match: {
      all: {
        of: [
          { expr: "V.small" },
          { any: { of: [{ expr: "R.attr.x == 1" }, { expr: "R.attr.y.startsWith('z')" }] } },
        ],
      },
    },
  };
}

/** The files as they are written to a folder. */
export function filesOfRepository({ documents, texts }: Repository): readonly NamedText[] {
  const written = [...documents].map(([path, document]) => ({ path, text: stringify(document) }));
  return [...written, ...[...texts].map(([path, text]) => ({ path, text }))];
}
