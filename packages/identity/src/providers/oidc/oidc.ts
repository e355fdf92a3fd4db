import { IdentityError } from "../../errors.ts";
import { refuseUnknownOptions } from "../../known-options.ts";
import { invalid, type Refusal } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import type { IdentityKind, VerifiedClaims } from "../../verified-identity.ts";
import { discoveredKeySet } from "../../verify/discovery.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { VerifiedJwt } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import type { KeySource } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import { mappingOf } from "./oidc-mapping.ts";
import { OIDC_OPTIONS, type OidcOptions } from "./oidc-options.ts";
import type { OidcPreset } from "./oidc-preset.ts";
import { NOT_JWT, OIDC_PRESETS } from "./presets.ts";

const GENERIC: OidcPreset = { issuer: /./, audience: "required", rows: [] };
const ASYMMETRIC = /^(RS|PS|ES)(256|384|512)$|^(EdDSA|Ed25519)$/;
const ID_TOKEN_CLAIMS = ["nonce", "at_hash", "c_hash", "s_hash"];

/**
 * Access tokens of an OpenID Connect issuer: the generic adapter, with presets for vendors.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function oidc(options: OidcOptions): IdentityProvider {
  refuseUnknownOptions(options, OIDC_OPTIONS);
  const preset = presetOf(options);
  const issuers = [options.issuer].flat();
  const name = options.name ?? options.preset ?? "oidc";
  refuseBadOptions(options, preset, issuers);
  const keys = new Map(issuers.map((issuer) => [issuer, keysOf(issuer, preset, options)]));
  const agents = new Set(options.agents);
  const verify = jwtVerifier({
    issuers,
    algorithms: options.algorithms ?? preset.algorithms ?? ["RS256", "ES256"],
    keysOf: ({ iss }) => (typeof iss === "string" ? keys.get(iss) : undefined),
    ...(options.audience !== undefined && { audience: [options.audience].flat() }),
    ...(options.authorizedParties && { authorizedParties: options.authorizedParties }),
    types: options.types ?? ["", "jwt", "at+jwt"],
    check: (jwt) => checkToken(jwt, preset, options),
    ...(options.binding && { binding: options.binding }),
  });
  return {
    name,
    issuers,
    places: { cookies: options.cookies ?? [] },
    mapping: mappingOf(preset, options, agents),
    async verify(credential, context) {
      if (credential.kind !== "token") return invalid("malformed", "not a token");
      const jwt = await verify(credential, context);
      if ("kind" in jwt) return jwt;
      const kind = options.isService?.(jwt.claims) ? "service" : kindOf(jwt.claims, preset);
      const tokenType = kind === "service" ? "client-credentials" : (options.tokenUse ?? "access");
      const parts = { provider: name, kind, tokenType, sessionClaim: preset.sessionClaim ?? "sid" };
      return { kind: "verified", identity: identityOfJwt(jwt, parts) };
    },
  };
}

function presetOf({ preset }: OidcOptions): OidcPreset {
  const instead = NOT_JWT.get(preset ?? "");
  if (instead) throw new IdentityError("identity/invalid-configuration", instead);
  if (preset === undefined) return GENERIC;
  if (Object.hasOwn(OIDC_PRESETS, preset)) return OIDC_PRESETS[preset];
  const known = Object.keys(OIDC_PRESETS).join(", ");
  throw new IdentityError(
    "identity/invalid-configuration",
    `there is no preset \`${preset}\`; there are ${known}`,
  );
}

function refuseBadOptions(options: OidcOptions, preset: OidcPreset, issuers: readonly string[]): void {
  const refuse = (problem: string): never => {
    throw new IdentityError("identity/invalid-configuration", problem);
  };
  if (issuers.length === 0 || issuers.some((issuer) => typeof issuer !== "string" || issuer === ""))
    refuse("`issuer` is missing: write it as in `iss`");
  const odd = issuers.find((issuer) => !preset.issuer.test(issuer));
  if (odd !== undefined)
    refuse(`\`${odd}\` does not look like an issuer of this kind; write it as in \`iss\``);
  if (options.audience === undefined && preset.audience === "required")
    refuse("`audience` is missing: a token for another API would be accepted");
  if (options.clientId === undefined && preset.audience === "none")
    refuse("`clientId` is missing: tokens of this issuer have no audience");
  const weak = options.algorithms?.find((algorithm) => !ASYMMETRIC.test(algorithm));
  if (weak !== undefined) refuse(`\`${weak}\` is not an asymmetric signature algorithm`);
}

function keysOf(issuer: string, preset: OidcPreset, options: OidcOptions): KeySource {
  if (options.keys) return options.keys;
  const { fetch, timeoutMs, onNotice = console.warn } = options;
  const shared = { ...(fetch && { fetch }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const fixed = options.jwksUri ?? (preset.keySet && fill(preset.keySet, issuer, preset, options));
  const locate = fixed === undefined ? discoveredKeySet({ issuer, ...shared }) : async () => new URL(fixed);
  return remoteKeys({ ...shared, locate, onNotice: (message) => onNotice(`${issuer}: ${message}`) });
}

function fill(template: string, issuer: string, preset: OidcPreset, { clientId }: OidcOptions): string {
  const tenant = preset.issuer
    .exec(issuer)
    ?.slice(1)
    .find((group) => group !== undefined);
  return template
    .replace("{issuer}", issuer)
    .replace("{clientId}", [clientId ?? []].flat()[0] ?? "")
    .replace("{tenant}", tenant ?? "");
}

function checkToken({ claims }: VerifiedJwt, preset: OidcPreset, options: OidcOptions): Refusal | undefined {
  for (const [claim, value] of Object.entries(preset.fixedClaims ?? {})) {
    if (claims[claim] !== value) return invalid("token-type", `\`${claim}\` is not that of an access token`);
  }
  if ((options.tokenUse ?? "access") === "access" && ID_TOKEN_CLAIMS.some((claim) => claim in claims)) {
    return invalid("token-type", "an ID token is not an access token");
  }
  const { clientClaim } = preset;
  if (clientClaim !== undefined && options.clientId !== undefined) {
    const client = claims[clientClaim];
    if (typeof client !== "string" || ![options.clientId].flat().includes(client)) {
      return invalid("authorized-party", "the token was issued to another client");
    }
  }
  return undefined;
}

function kindOf(claims: VerifiedClaims, { machine, clientClaim }: OidcPreset): IdentityKind {
  if (machine && claims[machine.claim] === machine.value) return "service";
  const grants = [claims.gty ?? []].flat();
  if (grants.some((grant) => grant === "client-credentials" || grant === "client_credentials"))
    return "service";
  const client = claims[clientClaim ?? "client_id"] ?? claims.client_id ?? claims.azp;
  return client !== undefined && claims.sub === client ? "service" : "user";
}
