import type { Json, JsonObject } from "@orthrus/protocol";
import type { AttributeSource } from "../../attribute-source.ts";
import { isObject } from "../../claims/claim-path.ts";

/** Who knows the metadata of users. Written by shape; `UserMetadata` of `supertokens-node` is one, `superTokensCoreApi` another. */
export interface SuperTokensMetadata {
  getUserMetadata(userId: string): Promise<{ readonly metadata?: unknown }>;
}

export interface SuperTokensMetadataOptions {
  readonly from: SuperTokensMetadata;
  /** How old an answer may be. */
  readonly freshnessSeconds: number;
  /** What of the metadata becomes an attribute; all of it unless given. */
  readonly keys?: readonly string[];
  /** Top-level attribute; `metadata` unless given. */
  readonly attribute?: string;
  /** Name of the provider that is configured; `super-tokens` unless given. */
  readonly provider?: string;
}

/**
 * User metadata as an attribute, for what changes while a session lasts.
 *
 * Metadata is kept per user. What is below `tenants.<tenant>` counts in sessions of that tenant only, and wins there.
 * Shape: `{ plan: "free", tenants: { acme: { plan: "gold" }, globex: {} } }` in a session of `acme` → `{ plan: "gold" }`
 */
export function superTokensMetadata(options: SuperTokensMetadataOptions): AttributeSource {
  const { from, freshnessSeconds, keys, attribute = "metadata", provider = "super-tokens" } = options;
  return {
    name: `${provider}-metadata`,
    attributes: [attribute],
    freshnessSeconds,
    async load({ provider: of, subject, claims }) {
      if (of !== provider || subject === undefined) return {};
      const { metadata } = await from.getUserMetadata(subject);
      return { [attribute]: metadataOf(metadata as Json, claims.tId, keys) };
    },
  };
}

function metadataOf(
  metadata: Json,
  tenant: Json | undefined,
  keys: readonly string[] | undefined,
): JsonObject {
  if (!isObject(metadata)) return {};
  const { tenants, ...general } = metadata;
  const hasTenant = isObject(tenants) && typeof tenant === "string" && Object.hasOwn(tenants, tenant);
  const special = hasTenant ? tenants[tenant] : undefined;
  const entries = [...Object.entries(general), ...(isObject(special) ? Object.entries(special) : [])];
  return Object.fromEntries(
    entries.filter(([name]) => name !== "__proto__" && (keys === undefined || keys.includes(name))),
  );
}
