import type { JsonObject } from "@orthrus/protocol";
import { type ClaimPath, parseClaimPath, readClaim } from "../claims/claim-path.ts";
import { IdentityError } from "../errors.ts";
import type { VerifiedIdentity } from "../verified-identity.ts";

/**
 * When a tenant is also a scope. By default it is only an attribute: the scope of a principal selects principal
 * policies and says nothing about who owns a resource, and a scope without policies denies everything.
 */
export interface TenancyOptions {
  /** `org` takes `attr.tenant`; anything else is a claim path. */
  readonly scope: "org" | (string & {});
  /** Tenants known at start; each must have policies of its own unless scope search is lenient. */
  readonly tenants?: readonly string[];
  /** Whether policies exist for a scope. */
  readonly scopeExists?: (scope: string) => boolean;
  /** The decision point searches leniently: a scope without policies is decided by its nearest parent that has some. */
  readonly isSearchLenient?: boolean;
}

export interface Tenancy {
  readonly path: ClaimPath | "org";
}

/**
 * Reads the options, and looks that the known tenants have policies.
 *
 * Throws: `identity/unknown-scope`, `identity/invalid-configuration`.
 */
export function openTenancy(options: TenancyOptions): Tenancy {
  const { scope, tenants = [], scopeExists, isSearchLenient = false } = options;
  const missing = scopeExists && !isSearchLenient ? tenants.filter((tenant) => !scopeExists(tenant)) : [];
  if (missing.length > 0) {
    throw new IdentityError(
      "identity/unknown-scope",
      `no policy has the scope ${missing.map((name) => `\`${name}\``).join(", ")}, so everything would be denied there; ` +
        "write policies for it, turn on lenient scope search, or keep the tenant an attribute",
    );
  }
  return { path: scope === "org" ? "org" : parseClaimPath(scope) };
}

/** The scope of a principal; absent when nothing is mapped or the token has no tenant. */
export function tenantScope(
  tenancy: Tenancy | undefined,
  { claims }: VerifiedIdentity,
  attributes: JsonObject,
): string | undefined {
  if (!tenancy) return undefined;
  const value = tenancy.path === "org" ? attributes.tenant : readClaim(claims, tenancy.path);
  return typeof value === "string" ? value : undefined;
}
