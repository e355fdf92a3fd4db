import type { JsonObject } from "@orthrus/protocol";
import type { VerifiedIdentity } from "../../verified-identity.ts";
import { decodeFlags } from "./feature-flags.ts";

/**
 * The feature flags of an identity, to spread onto the attributes of a resource that its organisation owns.
 *
 * Flags in a token are those of the caller's active organisation, so they say nothing about resources of others: give
 * the owner, and nothing comes of it unless the caller is active there.
 * Shape: `{ features: { sharing: true } }`, or `{}`.
 */
export function featureAttributes(
  { claims }: VerifiedIdentity,
  owner: { readonly orgId: string | undefined },
): JsonObject {
  const organization = claims.org_code ?? claims["x-hasura-org-code"];
  if (organization === undefined || organization !== owner.orgId) return {};
  const flags = decodeFlags(claims.feature_flags ?? claims["x-hasura-feature-flags"]);
  return flags ? { features: flags.values } : {};
}
