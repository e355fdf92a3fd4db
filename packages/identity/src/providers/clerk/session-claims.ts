import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { permissionsOfMasks } from "./permission-masks.ts";
import { type ScopedNames, scopedNames } from "./scoped-names.ts";

/** The active organisation of a session, from either version of the token. */
export interface ActiveOrganization {
  readonly id: string;
  readonly slug?: string;
  /** With its prefix: `org:admin`. */
  readonly role?: string;
}

/**
 * Reads the organisation that a session is active in; `undefined` for a personal account.
 *
 * Source: `@clerk/shared` 4.36, `jwtPayloadParser`: 2 is version 2, everything else is version 1.
 */
export function activeOrganization(claims: JsonObject): ActiveOrganization | undefined {
  if (claims.v !== 2) return organizationOf(claims.org_id, claims.org_slug, claims.org_role);
  if (!isObject(claims.o)) return undefined;
  const { id, slg, rol } = claims.o;
  return organizationOf(id, slg, typeof rol === "string" && rol !== "" ? `org:${rol}` : undefined);
}

function organizationOf(
  id: Json | undefined,
  slug: Json | undefined,
  role: Json | undefined,
): ActiveOrganization | undefined {
  if (typeof id !== "string" || id === "") return undefined;
  return {
    id,
    ...(typeof slug === "string" && { slug }),
    ...(typeof role === "string" && role !== "" && { role }),
  };
}

/** Permissions in the active organisation, as `has({ permission })` of Clerk knows them. */
export function organizationPermissions(claims: JsonObject): readonly string[] | undefined {
  if (activeOrganization(claims) === undefined) return undefined;
  if (claims.v !== 2) {
    const { org_permissions: permissions } = claims;
    return Array.isArray(permissions) ? permissions.filter((name) => typeof name === "string") : undefined;
  }
  const { per, fpm } = isObject(claims.o) ? claims.o : {};
  return permissionsOfMasks(compactNames("fea", claims)?.organization ?? [], text(per), text(fpm));
}

/** Names of a compact claim; version 1 tokens have none, and what they call so is a custom claim. */
export function compactNames(claim: "fea" | "pla", claims: JsonObject): ScopedNames | undefined {
  const value = claims[claim];
  return claims.v === 2 && typeof value === "string" ? scopedNames(value) : undefined;
}

/** The compact claim that cannot be read, if any: Clerk writes no such token, so nothing in it is to be trusted. */
export function unreadableClaim(claims: JsonObject): string | undefined {
  if (claims.v !== 2) return undefined;
  return (["fea", "pla"] as const).find((name) => {
    const value: Json | undefined = claims[name];
    return value !== undefined && (typeof value !== "string" || scopedNames(value) === undefined);
  });
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
