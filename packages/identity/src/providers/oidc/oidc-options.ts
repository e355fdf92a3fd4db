import type { OptionNames } from "../../known-options.ts";
import type { VerifiedClaims } from "../../verified-identity.ts";
import type { BindingCheck } from "../../verify/jwt-rules.ts";
import type { KeySource } from "../../verify/key-source.ts";
import type { PresetName } from "./presets.ts";

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
  /** For issuers whose tokens of machines look like those of people, such as Keycloak's service accounts. */
  readonly isService?: (claims: VerifiedClaims) => boolean;
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

export const OIDC_OPTIONS: OptionNames<OidcOptions> = {
  issuer: true,
  preset: true,
  audience: true,
  clientId: true,
  authorizedParties: true,
  agents: true,
  isService: true,
  algorithms: true,
  claims: true,
  tokenUse: true,
  types: true,
  jwksUri: true,
  keys: true,
  cookies: true,
  binding: true,
  name: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

export interface OidcClaimPaths {
  readonly roles?: string;
  readonly permissions?: string;
  readonly tenant?: string;
  readonly groups?: string;
  readonly entitlements?: string;
}
