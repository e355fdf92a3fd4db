import type { JsonObject } from "@orthrus/protocol";
import type { ClaimMapping } from "../../claims/claim-mapping.ts";
import { isObject } from "../../claims/claim-path.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { trustClaims, type VerifiedIdentity } from "../../verified-identity.ts";
import { type BackendApi, verifyOpaqueToken } from "./backend-api.ts";
import { type ClerkInstance, issuerOf } from "./instance.ts";

export interface ClerkApiKeyOptions extends Pick<ClerkInstance, "issuer" | "publishableKey"> {
  readonly api: BackendApi;
  /** `clerk-api-key` unless given. */
  readonly name?: string;
}

const NAMES: OptionNames<ClerkApiKeyOptions> = {
  issuer: true,
  publishableKey: true,
  api: true,
  name: true,
};

/**
 * API keys of Clerk, `ak_…`, about which Clerk is asked. The key of a user is that user, the key of an organisation is
 * a service with that organisation.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function clerkApiKey(options: ClerkApiKeyOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  const issuer = issuerOf(options);
  const { name = "clerk-api-key", api } = options;
  return {
    name,
    issuers: [issuer],
    places: {},
    mapping,
    accepts: ({ token, header }) => header === undefined && token.startsWith("ak_"),
    async verify(credential, context) {
      if (credential.kind !== "token") return invalid("malformed", "API keys are tokens");
      const answer = await verifyOpaqueToken(api, "apiKey", credential.token, context.nowMs);
      if ("kind" in answer) return answer;
      return {
        kind: "verified",
        identity: identityOfApiKey(answer.id, answer.subject, answer.fields, { provider: name, issuer }),
      };
    },
  };
}

/** Identity of a key from its fields, in the spelling of the API. */
export function identityOfApiKey(
  id: string,
  subject: string,
  { name, scopes = [], claims }: JsonObject,
  from: { readonly provider: string; readonly issuer: string },
): VerifiedIdentity {
  const custom = isObject(claims) ? claims : {};
  const isUser = subject.startsWith("user_");
  return {
    ...from,
    kind: isUser ? "user" : "service",
    tokenType: "api-key",
    subject,
    tokenId: id,
    claims: trustClaims({
      ...custom,
      sub: subject,
      jti: id,
      scopes,
      [KEY]: { id, ...(typeof name === "string" && { name }) },
      [ORGANIZATION]: subject.startsWith("org_") ? subject : null,
    }),
  };
}

// Fields of the key beside its custom claims; no custom claim can have these names.
const KEY = "clerk:api-key";
const ORGANIZATION = "clerk:organization";

const mapping: ClaimMapping = {
  // biome-ignore format: one row per target
  rows: [
    { from: "sub",        to: "id",          type: "string" },
    { from: KEY,          to: "attr.apiKey", type: "object" },
    { from: ORGANIZATION, to: "attr.org.id", type: "string" },
    { from: ORGANIZATION, to: "attr.tenant", type: "string" },
    { from: "scopes",     to: "attr.scopes", type: "strings" },
  ],
  internal: [],
  userEditable: [],
};
