import type { Json, JsonObject } from "@orthrus/protocol";
import type { ClaimMapping } from "../../claims/claim-mapping.ts";
import { isObject } from "../../claims/claim-path.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid, unavailable, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { trustClaims, type VerifiedIdentity } from "../../verified-identity.ts";

export interface BetterAuthApiKeyOptions {
  /** As for `betterAuth`. */
  readonly issuer: string;
  /** Asks Better Auth: `(key) => auth.api.verifyApiKey({ body: { key } })`. */
  readonly verifyApiKey: (key: string) => Promise<BetterAuthApiKeyResult>;
  /** Whose keys these are, as in the plugin's configuration: a user's key is that user, an organisation's a service. */
  readonly references?: "user" | "organization";
  /** Only keys that begin like this are looked at; needed where other opaque tokens are accepted, too. */
  readonly prefix?: string;
  /** Beside `Authorization`; `x-api-key` unless given. */
  readonly header?: string;
  /** `better-auth-api-key` unless given. */
  readonly name?: string;
}

/** What `verifyApiKey` of `@better-auth/api-key` returns. Written by shape. */
export interface BetterAuthApiKeyResult {
  readonly valid: boolean;
  readonly error?: unknown;
  readonly key?: unknown;
}

const NAMES: OptionNames<BetterAuthApiKeyOptions> = {
  issuer: true,
  verifyApiKey: true,
  references: true,
  prefix: true,
  header: true,
  name: true,
};

/**
 * API keys of Better Auth, about which it is asked each time, as it counts their uses.
 *
 * Permissions are set by servers only and become `attr.permissions`; names and metadata are the user's own and do not.
 */
export function betterAuthApiKey(options: BetterAuthApiKeyOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  const { issuer, verifyApiKey, prefix = "", name = "better-auth-api-key" } = options;
  return {
    name,
    issuers: [issuer],
    places: { headers: [options.header ?? "x-api-key"] },
    mapping,
    accepts: ({ token, header }) => header === undefined && token !== "" && token.startsWith(prefix),
    async verify(credential): Promise<VerifyResult> {
      if (credential.kind !== "token") return invalid("malformed", "API keys are tokens");
      const { valid, key, error } = await verifyApiKey(credential.token);
      if (!valid) return refusalOf(error);
      const kind = options.references === "organization" ? "service" : "user";
      const identity = isObject(key as Json)
        ? identityOfKey(key as JsonObject, kind, name, issuer)
        : undefined;
      return identity
        ? { kind: "verified", identity }
        : unavailable("what Better Auth says about the key is not understood");
    },
  };
}

function refusalOf(error: unknown): VerifyResult {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "RATE_LIMITED") return unavailable("the key was used too often; later it is good again", 60);
  if (code === "KEY_EXPIRED") return { kind: "expired", message: "the key has expired" };
  return invalid("unknown-key", "Better Auth does not accept the key");
}

function identityOfKey(
  { id, referenceId, permissions, configId }: JsonObject,
  kind: "user" | "service",
  provider: string,
  issuer: string,
): VerifiedIdentity | undefined {
  if (typeof id !== "string" || typeof referenceId !== "string" || referenceId === "") return undefined;
  return {
    provider,
    issuer,
    kind,
    tokenType: "api-key",
    subject: referenceId,
    tokenId: id,
    claims: trustClaims({
      sub: referenceId,
      jti: id,
      apiKey: { id, ...(typeof configId === "string" && { configId }) },
      permissions: permissionsIn(permissions),
      ...(kind === "service" && { organization: referenceId }),
    }),
  };
}

/** `{ documents: ["read"] }` → `["documents:read"]` */
function permissionsIn(permissions: Json | undefined): readonly string[] {
  if (!isObject(permissions)) return [];
  return Object.entries(permissions).flatMap(([resource, actions]) =>
    Array.isArray(actions) ? actions.map((action: Json) => `${resource}:${String(action)}`) : [],
  );
}

const mapping: ClaimMapping = {
  // biome-ignore format: one row per target
  rows: [
    { from: "sub",          to: "id",               type: "string" },
    { from: "apiKey",       to: "attr.apiKey",      type: "object" },
    { from: "organization", to: "attr.org.id",      type: "string" },
    { from: "organization", to: "attr.tenant",      type: "string" },
    { from: "permissions",  to: "attr.permissions", type: "strings" },
  ],
  internal: [],
  userEditable: [],
};
