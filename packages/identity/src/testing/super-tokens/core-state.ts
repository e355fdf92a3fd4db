import { createHash, randomUUID } from "node:crypto";
import type { JsonObject } from "@orthrus/protocol";

/** What the stand-in for the core remembers. */
export interface CoreState {
  readonly sessions: Map<string, CoreSession>;
  readonly users: Map<string, CoreUser>;
  /** Permissions by role. */
  readonly roles: Map<string, Set<string>>;
  /** Roles by tenant and user, see `userRolesKey`. */
  readonly userRoles: Map<string, Set<string>>;
  readonly metadata: Map<string, JsonObject>;
  readonly tenants: Map<string, JsonObject>;
  /** E-mail addresses that a code was sent to, by the id that the front end keeps. */
  readonly codes: Map<string, { readonly email: string; readonly code: string }>;
}

export interface CoreSession {
  readonly handle: string;
  readonly userId: string;
  readonly tenantId: string;
  readonly isDynamicKey: boolean;
  readonly createdMs: number;
  claims: JsonObject;
  data: JsonObject;
  /** Hash of the refresh token that is known to have arrived; reuse of an older one is theft. */
  confirmed: string;
}

export interface CoreUser {
  readonly id: string;
  readonly tenantIds: readonly string[];
  readonly recipeId: "emailpassword" | "thirdparty" | "passwordless";
  readonly email: string;
  readonly password?: string;
  readonly thirdParty?: { readonly id: string; readonly userId: string };
  readonly joinedMs: number;
}

/** A core without anybody, and with the tenant that is always there. */
export function emptyCore(): CoreState {
  return {
    sessions: new Map(),
    users: new Map(),
    roles: new Map(),
    userRoles: new Map(),
    metadata: new Map(),
    tenants: new Map([["public", {}]]),
    codes: new Map(),
  };
}

export function userRolesKey(tenantId: string, userId: string): string {
  return JSON.stringify([tenantId, userId]);
}

/** Ends in the tenant, unless it is the only one. */
export function sessionHandle(tenantId: string): string {
  return tenantId === "public" ? randomUUID() : `${randomUUID()}_${tenantId}`;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
