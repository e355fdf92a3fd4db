import { IdentityError } from "../../errors.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import type { VerifiedClaims } from "../../verified-identity.ts";
import type { Decryption } from "../../verify/jwt-rules.ts";

export interface AuthentikOptions {
  /**
   * Exactly as in `iss`, slash at the end: `https://id.acme.test/application/o/orthrus/`. Where the provider in Authentik
   * has one issuer for all applications, `https://id.acme.test/`, with `audience` and `slug`.
   */
  readonly issuer: string;
  /** Client ids that tokens may be for. Needed unless the issuer is that of one application. */
  readonly audience?: string | readonly string[];
  /** The application whose keys are used, where the issuer does not say it. */
  readonly slug?: string;
  /** Roles that groups stand for: `{ "authentik Admins": "admin" }`. Groups that are not in the table are no roles. */
  readonly groupRoles?: { readonly [group: string]: string };
  /** The claim of a property mapping that says the tenant; Authentik has none of its own. */
  readonly tenantClaim?: string;
  /** Service accounts look like people unless a property mapping says something. */
  readonly isService?: (claims: VerifiedClaims) => boolean;
  /**
   * `when-missing`: asks the user info endpoint for the claims of scope mappings when a token has none of them, as
   * access tokens where "Include claims in id_token" is off. At most once per token and `userinfoFreshnessSeconds`.
   */
  readonly userinfo?: "when-missing";
  /** 300 unless given. */
  readonly userinfoFreshnessSeconds?: number;
  /** For a provider without signing key, which signs with the client secret (HS256). */
  readonly allowSymmetric?: true;
  /** At least 32 bytes; only together with `allowSymmetric`. */
  readonly clientSecret?: string;
  /** For a provider with an encryption key. */
  readonly decryptionKey?: Decryption["key"];
  /** `<application>/jwks/` unless given. */
  readonly jwksUrl?: string;
  /** A cookie that holds the access token; none unless given. */
  readonly cookie?: string;
  /** `authentik` unless given. */
  readonly name?: string;
  readonly fetch?: typeof fetch;
  /** For each request to Authentik; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Told once per outage of the key set; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

const OF_APPLICATION = /\/application\/o\/[^/]+\/$/;

/** Where an application's endpoints are: the issuer itself, or below it by the slug. */
export function applicationUrl({ issuer, slug }: AuthentikOptions): string {
  return slug === undefined ? issuer : new URL(`application/o/${encodeURIComponent(slug)}/`, issuer).href;
}

const NAMES: OptionNames<AuthentikOptions> = {
  issuer: true,
  audience: true,
  slug: true,
  groupRoles: true,
  tenantClaim: true,
  isService: true,
  userinfo: true,
  userinfoFreshnessSeconds: true,
  allowSymmetric: true,
  clientSecret: true,
  decryptionKey: true,
  jwksUrl: true,
  cookie: true,
  name: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

/** Throws `identity/invalid-configuration` for options with which tokens of others would be accepted. */
export function refuseBadOptions(options: AuthentikOptions): void {
  refuseUnknownOptions(options, NAMES);
  const refuse = (problem: string): never => {
    throw new IdentityError("identity/invalid-configuration", problem);
  };
  const { issuer, jwksUrl, slug } = options;
  if (!URL.canParse(issuer)) refuse("`issuer` is not a URL");
  if (jwksUrl !== undefined && !URL.canParse(jwksUrl)) refuse("`jwksUrl` is not a URL");
  if (!OF_APPLICATION.test(issuer)) refuseGlobal(options, refuse);
  else if (slug !== undefined) refuse("`slug` is in the issuer already");
  refuseBadSecret(options, refuse);
  if (options.userinfoFreshnessSeconds !== undefined && !(options.userinfoFreshnessSeconds > 0))
    refuse("`userinfoFreshnessSeconds` is not above zero");
}

function refuseGlobal(
  { audience, slug, jwksUrl, allowSymmetric, userinfo }: AuthentikOptions,
  refuse: (problem: string) => never,
): void {
  if ([audience ?? []].flat().length === 0) {
    refuse(
      "`audience` is missing: with this issuer a token for another application would be accepted; an application's own issuer ends in `/application/o/<slug>/`",
    );
  }
  if (slug === undefined && jwksUrl === undefined && !allowSymmetric)
    refuse("`slug` is missing: nothing says where the keys are");
  if (slug === undefined && userinfo !== undefined)
    refuse("`slug` is missing: nothing says where the user info is");
}

function refuseBadSecret(
  { allowSymmetric, clientSecret }: AuthentikOptions,
  refuse: (problem: string) => never,
): void {
  if (clientSecret !== undefined && !allowSymmetric)
    refuse("`clientSecret` needs `allowSymmetric`; better choose a signing key in Authentik");
  if (allowSymmetric && new TextEncoder().encode(clientSecret ?? "").length < 32)
    refuse("`clientSecret` is shorter than 32 bytes");
}
