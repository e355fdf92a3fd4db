import type { ClaimMapping, MappingRow } from "../../claims/claim-mapping.ts";
import { wordList } from "../../claims/decoders.ts";
import { IdentityError } from "../../errors.ts";
import { invalid, type Refusal } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import type { IdentityKind, VerifiedClaims } from "../../verified-identity.ts";
import { discoveredKeySet } from "../../verify/discovery.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { BindingCheck, VerifiedJwt } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import type { KeySource } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import { GENERIC_ROWS } from "./generic-mapping.ts";
import type { OidcPreset } from "./oidc-preset.ts";
import { NOT_JWT, OIDC_PRESETS, type PresetName } from "./presets.ts";

export interface OidcOptions {
  /** Exactly as in `iss`, trailing slash included; several when one application serves several tenants. */
  readonly issuer: string | readonly string[];
  /** What differs at this vendor. */
  readonly preset?: PresetName;
  /** Who the tokens have to be for. Needed, unless the vendor has none in its tokens. */
  readonly audience?: string | readonly string[];
  /** The application at the issuer; compared where tokens have no audience, and part of some key-set addresses. */
  readonly clientId?: string | readonly string[];
  /** `azp` has to be one of these. */
  readonly authorizedParties?: readonly string[];
  /** Clients that are agents: a token that one of them has for a user gives the user, with the agent as `attr.actor`. */
  readonly agents?: readonly string[];
  /** Asymmetric ones only. */
  readonly algorithms?: readonly string[];
  /** Where claims are that each application names itself. */
  readonly claims?: OidcClaimPaths;
  /** `access` unless given: ID tokens are for the client that asked for them, not for an API. */
  readonly tokenUse?: "access" | "id";
  /** Accepted `typ` headers; `["", "jwt", "at+jwt"]` unless given. */
  readonly types?: readonly string[];
  /** In place of discovery. */
  readonly jwksUri?: string;
  /** In place of fetched keys. */
  readonly keys?: KeySource;
  readonly cookies?: readonly string[];
  /** Proof of possession, from `@orthrus/identity/workload`. */
  readonly binding?: BindingCheck;
  /** The preset's name, or `oidc`, unless given. */
  readonly name?: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  /** Told once per outage of the key set; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

export interface OidcClaimPaths {
  readonly roles?: string;
  readonly permissions?: string;
  readonly tenant?: string;
  readonly groups?: string;
  readonly entitlements?: string;
}

const GENERIC: OidcPreset = { issuer: /./, audience: "required", rows: [] };
const ASYMMETRIC = /^(RS|PS|ES)(256|384|512)$|^(EdDSA|Ed25519)$/;
const ID_TOKEN_CLAIMS = ["nonce", "at_hash", "c_hash", "s_hash"];

/**
 * Access tokens of an OpenID Connect issuer: the generic adapter, with presets for vendors.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function oidc(options: OidcOptions): IdentityProvider {
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
      const kind = kindOf(jwt.claims, preset);
      const tokenType = kind === "service" ? "client-credentials" : (options.tokenUse ?? "access");
      const parts = { provider: name, kind, tokenType, sessionClaim: preset.sessionClaim ?? "sid" };
      return { kind: "verified", identity: identityOfJwt(jwt, parts) };
    },
  };
}

function presetOf({ preset }: OidcOptions): OidcPreset {
  const instead = NOT_JWT.get(preset ?? "");
  if (instead) throw new IdentityError("identity/invalid-configuration", instead);
  return preset === undefined ? GENERIC : OIDC_PRESETS[preset];
}

function refuseBadOptions(options: OidcOptions, preset: OidcPreset, issuers: readonly string[]): void {
  const refuse = (problem: string): never => {
    throw new IdentityError("identity/invalid-configuration", problem);
  };
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

function mappingOf(preset: OidcPreset, options: OidcOptions, agents: ReadonlySet<string>): ClaimMapping {
  const clients = [options.clientId ?? []].flat();
  const rows = preset.rows.flatMap((row) =>
    String(row.from).includes("{clientId}")
      ? clients.map((client) => ({ ...row, from: String(row.from).replace("{clientId}", client) }))
      : [row],
  );
  const internal = [...(preset.internal ?? []), ...Object.keys(preset.fixedClaims ?? {})];
  return {
    rows: [...agentRows(agents), ...pathRows(options.claims ?? {}), ...rows, ...GENERIC_ROWS],
    internal,
    userEditable: preset.userEditable ?? [],
  };
}

/** Where the application says its own claims are; roles add up, the others win over the preset. */
function pathRows({
  roles,
  permissions,
  tenant,
  groups,
  entitlements,
}: OidcClaimPaths): readonly MappingRow[] {
  // biome-ignore format: one row per option
  const rows: readonly (readonly [string | undefined, MappingRow["to"], MappingRow["type"]])[] = [
    [roles,        "roles",             "strings"],
    [permissions,  "attr.permissions",  "strings"],
    [tenant,       "attr.tenant",       "string"],
    [tenant,       "attr.org.id",       "string"],
    [groups,       "attr.groups",       "strings"],
    [entitlements, "attr.entitlements", "strings"],
  ];
  return rows.flatMap(([from, to, type]) =>
    from === undefined ? [] : [{ from, to, type, ...(type === "strings" && { decode: wordList }) }],
  );
}

/** A token that an agent has for a user says so by its client. */
function agentRows(agents: ReadonlySet<string>): readonly MappingRow[] {
  if (agents.size === 0) return [];
  const decode = {
    name: "the client, when it is an agent",
    decode: (clients: readonly unknown[], claims: VerifiedClaims) => {
      const client = clients.find((one) => typeof one === "string");
      return claims.act === undefined && typeof client === "string" && agents.has(client)
        ? { id: client, kind: "agent" }
        : undefined;
    },
  };
  return [{ from: ["azp", "client_id"], to: "attr.actor", type: "object", when: "user", decode }];
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
