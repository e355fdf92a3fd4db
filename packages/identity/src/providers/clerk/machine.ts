import type { Json } from "@orthrus/protocol";
import type { ClaimDecoder, ClaimMapping } from "../../claims/claim-mapping.ts";
import { isObject } from "../../claims/claim-path.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid, type Refusal, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider, UnverifiedHint } from "../../provider.ts";
import { trustClaims, type VerifiedIdentity } from "../../verified-identity.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { VerifiedJwt } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import { type BackendApi, type VerifiedOpaqueToken, verifyOpaqueToken } from "./backend-api.ts";
import { ALGORITHM, type ClerkInstance, INSTANCE_OPTIONS, issuerOf, keysOfInstance } from "./instance.ts";

export interface ClerkMachineOptions extends ClerkInstance {
  /** Ask Clerk about opaque tokens, `mt_…`; without it only JWTs are accepted. */
  readonly api?: BackendApi;
  /** The id of this machine, `mch_…`. A JWT is then accepted only when its scopes name it. */
  readonly machineId?: string;
  /** `clerk-machine` unless given. */
  readonly name?: string;
}

const NAMES: OptionNames<ClerkMachineOptions> = {
  ...INSTANCE_OPTIONS,
  api: true,
  machineId: true,
  name: true,
};

/**
 * Machine-to-machine tokens of Clerk: JWTs, verified here, and opaque ones, about which Clerk is asked.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function clerkMachine(options: ClerkMachineOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  const issuer = issuerOf(options);
  const { name = "clerk-machine", api, machineId } = options;
  const keys = keysOfInstance(options);
  const verifyJwt = jwtVerifier({
    issuers: [issuer],
    algorithms: [ALGORITHM],
    keysOf: () => keys,
    requiredClaims: ["sub"],
    check: (jwt) => checkMachine(jwt, machineId),
  });
  const asIdentity = (token: VerifiedOpaqueToken) => identityOfOpaque(token, { provider: name, issuer });
  return {
    name,
    issuers: [issuer],
    places: {},
    mapping,
    accepts: (hint) => isOpaque(hint) || isMachineJwt(hint, issuer),
    async verify(credential, context): Promise<VerifyResult> {
      if (credential.kind !== "token") return invalid("malformed", "machines have tokens");
      if (credential.token.startsWith(PREFIX)) {
        if (!api) return invalid("token-type", "opaque tokens need `api`, to ask Clerk about them");
        const answer = await verifyOpaqueToken(api, "m2m", credential.token, context.nowMs);
        return "kind" in answer ? answer : { kind: "verified", identity: asIdentity(answer) };
      }
      const jwt = await verifyJwt(credential, context);
      if ("kind" in jwt) return jwt;
      return {
        kind: "verified",
        identity: identityOfJwt(jwt, { provider: name, kind: "service", tokenType: "m2m" }),
      };
    },
  };
}

const PREFIX = "mt_";
const CATEGORY = "cl_B7d4PD333AAA";

function isOpaque({ token, header }: UnverifiedHint): boolean {
  return header === undefined && token.startsWith(PREFIX);
}

function isMachineJwt({ header, payload }: UnverifiedHint, issuer: string): boolean {
  return payload?.iss === issuer && (header?.cat === CATEGORY || isMachine(payload.sub));
}

function isMachine(subject: unknown): boolean {
  return typeof subject === "string" && subject.startsWith("mch_");
}

function checkMachine({ header, claims }: VerifiedJwt, machineId: string | undefined): Refusal | undefined {
  const isCategory = header.cat === undefined || header.cat === CATEGORY;
  if (!isCategory || !isMachine(claims.sub))
    return invalid("token-type", "the token is not one of a machine");
  if (machineId === undefined || machineScopes([claims.scopes, claims.aud]).includes(machineId))
    return undefined;
  return invalid("audience", "the token is for other machines");
}

/** The same identity as a JWT with these fields has. */
export function identityOfOpaque(
  { id, subject, fields }: Pick<VerifiedOpaqueToken, "id" | "subject" | "fields">,
  from: { readonly provider: string; readonly issuer: string },
): VerifiedIdentity {
  const custom = isObject(fields.claims) ? fields.claims : {};
  return {
    ...from,
    kind: "service",
    tokenType: "m2m",
    subject,
    tokenId: id,
    claims: trustClaims({ ...custom, sub: subject, jti: id, scopes: fields.scopes ?? [] }),
  };
}

const scopes: ClaimDecoder = { name: "machines it may call", decode: (values) => machineScopes(values) };

const mapping: ClaimMapping = {
  // biome-ignore format: one row per target
  rows: [
    { from: "sub",             to: "id",                  type: "string" },
    { from: ["scopes", "aud"], to: "attr.machine.scopes", type: "strings", decode: scopes },
  ],
  internal: [],
  userEditable: [],
};

/** A list, or names between spaces; `aud` stands in for tokens without it. */
function machineScopes([list, audience]: readonly (Json | undefined)[]): readonly string[] {
  if (typeof list === "string") return list.split(" ").filter((name) => name !== "");
  if (Array.isArray(list)) return list.filter((name) => typeof name === "string");
  return typeof audience === "string" ? [audience] : Array.isArray(audience) ? machineScopes([audience]) : [];
}
