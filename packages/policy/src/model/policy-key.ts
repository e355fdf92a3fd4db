import type { Policy } from "./policy.ts";

const SANITIZABLE = /^[A-Za-z][0-9A-Za-z_@.\-/]*(:[A-Za-z][0-9A-Za-z_@.\-/]*)*$/;

/** The version of policies and requests that name none. */
export const DEFAULT_VERSION = "default";

/**
 * Turns a kind, id, role or version into the form that keys hold and requests are matched against.
 *
 * Shape: `album:object` → `album_object`; `bob@x.com` → `bob_x.com`; `album:*` → `album:*`, because of the `*`.
 */
export function sanitizeName(name: string): string {
  return SANITIZABLE.test(name) ? name.replace(/[^0-9A-Za-z_.]+/g, "_") : name;
}

/** Shape: `resource.album_object.vdefault/acme`. */
export function resourcePolicyKey(resource: string, version: string, scope: string): string {
  return scopedKey("resource", resource, version, scope);
}

/** Shape: `principal.bob_x.com.vdefault/acme`. */
export function principalPolicyKey(principal: string, version: string, scope: string): string {
  return scopedKey("principal", principal, version, scope);
}

/** Shape: `role.editor.vdefault/acme`. */
export function rolePolicyKey(role: string, version: string, scope: string): string {
  return scopedKey("role", role, version === "" ? DEFAULT_VERSION : version, scope);
}

/** Shape: `derived_roles.common`. */
export function derivedRolesKey(name: string): string {
  return `derived_roles.${sanitizeName(name)}`;
}

/** Shape: `export_variables.common`. */
export function exportVariablesKey(name: string): string {
  return `export_variables.${sanitizeName(name)}`;
}

/** Shape: `export_constants.common`. */
export function exportConstantsKey(name: string): string {
  return `export_constants.${sanitizeName(name)}`;
}

/** The name by which reports, audit entries and tools know a policy. */
export function policyKey(policy: Policy): string {
  switch (policy.kind) {
    case "resource":
      return resourcePolicyKey(policy.resource, policy.version, policy.scope);
    case "principal":
      return principalPolicyKey(policy.principal, policy.version, policy.scope);
    case "role":
      return rolePolicyKey(policy.role, policy.version, policy.scope);
    case "derived-roles":
      return derivedRolesKey(policy.name);
    case "export-variables":
      return exportVariablesKey(policy.name);
    case "export-constants":
      return exportConstantsKey(policy.name);
  }
}

/** Shape: `"acme.hr.uk"` → `["acme.hr", "acme", ""]`; the root has none, `"."` has the root. */
export function parentScopes(scope: string): readonly string[] {
  if (scope === "") return [];
  if (scope === ".") return [""];
  const segments = scope.split(".");
  return segments.map((_, index) => segments.slice(0, segments.length - 1 - index).join("."));
}

function scopedKey(kind: string, name: string, version: string, scope: string): string {
  const base = `${kind}.${sanitizeName(name)}.v${sanitizeName(version)}`;
  return scope === "" ? base : `${base}/${scope}`;
}
