import type { CheckRequest } from "@orthrus/protocol";

/** How large a request and the policy behind it are. */
export interface Shape {
  readonly name: string;
  readonly actions: number;
  readonly roles: number;
  readonly scopes: number;
  readonly derivedRoles: number;
  readonly hasOutputs: boolean;
}

/** The policies of a shape: every role is allowed every action it asks for, if a condition holds. */
export function shapedPolicies({
  actions,
  roles,
  scopes,
  derivedRoles,
  hasOutputs,
}: Shape): Record<string, string> {
  const files: Record<string, string> = {};
  for (let depth = 0; depth <= scopes; depth++) {
    const rules = Array.from({ length: actions }, (_, i) => ({
      actions: [`action:${i}`],
      effect: "EFFECT_ALLOW",
      ...(derivedRoles > 0
        ? { derivedRoles: [`derived_${i % derivedRoles}`] }
        : { roles: Array.from({ length: roles }, (_role, at) => `role-${at}`) }),
      condition: { match: { expr: `R.attr.level >= ${i % 5} && R.attr.owner == P.id` } },
      ...(hasOutputs && {
        output: { when: { ruleActivated: '{"owner": R.attr.owner, "level": R.attr.level}' } },
      }),
    }));
    files[`item-${depth}.json`] = JSON.stringify({
      apiVersion: "api.cerbos.dev/v1",
      resourcePolicy: {
        resource: "item",
        version: "default",
        scope: scopeAt(depth),
        ...(derivedRoles > 0 && { importDerivedRoles: ["derived"] }),
        // Nearer scopes decide nothing, so that all of them are visited.
        rules: depth === 0 ? rules : [],
      },
    });
  }
  if (derivedRoles > 0) files["derived.json"] = JSON.stringify(derivedRolesPolicy(derivedRoles));
  return files;
}

function derivedRolesPolicy(count: number): object {
  const definitions = Array.from({ length: count }, (_, i) => ({
    name: `derived_${i}`,
    parentRoles: ["*"],
    condition: { match: { expr: `R.attr.team == P.attr.team || R.attr.level > ${i}` } },
  }));
  return { apiVersion: "api.cerbos.dev/v1", derivedRoles: { name: "derived", definitions } };
}

/** Requests of a shape, most of which are allowed. */
export function shapedRequests({ actions, roles, scopes }: Shape): readonly CheckRequest[] {
  return Array.from({ length: 64 }, (_, i) => ({
    principal: {
      id: `user-${i % 7}`,
      roles: Array.from({ length: roles }, (_role, at) => `role-${at}`),
      attributes: { team: `team-${i % 3}` },
    },
    resource: {
      kind: "item",
      id: `item-${i}`,
      scope: scopeAt(scopes),
      attributes: { owner: `user-${i % 5 === 0 ? 99 : i % 7}`, team: `team-${i % 2}`, level: i % 6 },
    },
    actions: Array.from({ length: actions }, (_action, at) => `action:${at}`),
  }));
}

function scopeAt(depth: number): string {
  return ["", "a", "a.b", "a.b.c"][depth] ?? "";
}
