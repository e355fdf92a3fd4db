import type { Json, JsonObject } from "@orthrus/protocol";
import type { ClaimDecoder, ClaimMapping } from "../../claims/claim-mapping.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider, UnverifiedHint } from "../../provider.ts";
import { type IdentityKind, trustClaims, type VerifiedIdentity } from "../../verified-identity.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import { type BackendApi, type VerifiedOpaqueToken, verifyOpaqueToken } from "./backend-api.ts";
import {
  ALGORITHM,
  type ClerkInstance,
  INSTANCE_OPTIONS,
  issuerOf,
  keysOfInstance,
  requireNamed,
} from "./instance.ts";

export interface ClerkOAuthOptions extends ClerkInstance {
  /** What has to be in `aud`: this API. `"any"` for instances whose OAuth tokens name no audience. */
  readonly audience: readonly string[] | "any";
  /** Ask Clerk about opaque tokens, `oat_…`; without it only JWTs are accepted. */
  readonly api?: BackendApi;
  /** `clerk-oauth` unless given. */
  readonly name?: string;
}

const NAMES: OptionNames<ClerkOAuthOptions> = {
  ...INSTANCE_OPTIONS,
  audience: true,
  api: true,
  name: true,
};

/**
 * Access tokens that Clerk, as OAuth server, gives to other applications: MCP clients, agents, integrations.
 *
 * The principal is the user; `attr.actor` says that an application acts, and `attr.scopes` what the user consented to.
 * Throws: `identity/invalid-configuration`.
 */
export function clerkOAuth(options: ClerkOAuthOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  requireNamed("audience", options.audience);
  const issuer = issuerOf(options);
  const { name = "clerk-oauth", api, audience } = options;
  const keys = keysOfInstance(options);
  const verifyJwt = jwtVerifier({
    issuers: [issuer],
    algorithms: [ALGORITHM],
    keysOf: () => keys,
    types: ["at+jwt"],
    requiredClaims: ["sub", "client_id"],
    ...(audience !== "any" && { audience }),
  });
  return {
    name,
    issuers: [issuer],
    places: {},
    mapping,
    accepts: (hint) => isOpaque(hint) || isAccessToken(hint, issuer),
    async verify(credential, context): Promise<VerifyResult> {
      if (credential.kind !== "token") return invalid("malformed", "access tokens are tokens");
      if (credential.token.startsWith(PREFIX)) {
        if (!api) return invalid("token-type", "opaque tokens need `api`, to ask Clerk about them");
        const answer = await verifyOpaqueToken(api, "oauth", credential.token, context.nowMs);
        return "kind" in answer ? answer : identityOfOpaque(answer, { provider: name, issuer }, audience);
      }
      const jwt = await verifyJwt(credential, context);
      if ("kind" in jwt) return jwt;
      const kind = kindOf(jwt.claims);
      return { kind: "verified", identity: identityOfJwt(jwt, { provider: name, kind, tokenType: "oauth" }) };
    },
  };
}

const PREFIX = "oat_";

function isOpaque({ token, header }: UnverifiedHint): boolean {
  return header === undefined && token.startsWith(PREFIX);
}

function isAccessToken({ header, payload }: UnverifiedHint, issuer: string): boolean {
  return payload?.iss === issuer && isAccessTokenType(header?.typ);
}

/** Whether a `typ` header says that this is an OAuth access token: RFC 9068, section 2.1. */
export function isAccessTokenType(typ: unknown): boolean {
  return typeof typ === "string" && typ.toLowerCase().replace(/^application\//, "") === "at+jwt";
}

/** A client that has the token for itself is nobody's user. */
function kindOf(claims: JsonObject): IdentityKind {
  return claims.sub === claims.client_id ? "service" : "user";
}

function identityOfOpaque(
  { id, subject, fields }: VerifiedOpaqueToken,
  from: { readonly provider: string; readonly issuer: string },
  audience: readonly string[] | "any",
): VerifyResult {
  if (audience !== "any" && !strings(fields.aud).some((name) => audience.includes(name))) {
    return invalid("audience", "the token is for another service");
  }
  return { kind: "verified", identity: identityOfFields(id, subject, fields, from) };
}

/** The same identity as a JWT with these fields has. */
export function identityOfFields(
  id: string,
  subject: string,
  { client_id, scopes = [] }: JsonObject,
  from: { readonly provider: string; readonly issuer: string },
): VerifiedIdentity {
  const claims = { sub: subject, jti: id, scp: scopes, ...(client_id !== undefined && { client_id }) };
  return {
    ...from,
    kind: kindOf(claims),
    tokenType: "oauth",
    subject,
    tokenId: id,
    claims: trustClaims(claims),
  };
}

const scopeNames: ClaimDecoder = {
  name: "scopes, from a list or words",
  decode: ([list, words]) =>
    list === undefined ? strings(typeof words === "string" ? words.split(" ") : []) : strings(list),
};
const agent: ClaimDecoder = {
  name: "the application that acts for the user",
  decode: ([client]) =>
    typeof client === "string" && client !== "" ? { id: client, kind: "agent" } : undefined,
};

const mapping: ClaimMapping = {
  // biome-ignore format: one row per target
  rows: [
    { from: "sub",            to: "id",             type: "string" },
    { from: "client_id",      to: "attr.client.id", type: "string" },
    { from: "client_id",      to: "attr.actor",     type: "object",  decode: agent, when: "user" },
    { from: ["scp", "scope"], to: "attr.scopes",    type: "strings", decode: scopeNames },
  ],
  internal: [],
  userEditable: [],
};

function strings(value: Json | undefined): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((element) => typeof element === "string" && element !== "");
}
