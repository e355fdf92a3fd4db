import { IdentityError } from "../../errors.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";

export interface SuperTokensOptions {
  /** `apiDomain` and `apiBasePath` of the SDK, as in `iss`: `https://api.acme.test/auth`. */
  readonly issuer: string;
  /**
   * Asked for each request whether the session still exists, so that a revoked one ends now and not with its token:
   * `Session` of `supertokens-node`, or `superTokensCoreApi`.
   */
  readonly sessions?: SuperTokensSessions;
  /** Which keys sign sessions: `dynamic` unless `useDynamicAccessTokenSigningKey` of the SDK is false. */
  readonly signingKeys?: "dynamic" | "static";
  /**
   * How requests that change something are told from forged ones when the token is a cookie. `custom-header` unless
   * given: the header `rid`, which the front ends of SuperTokens send. `token`: the header `anti-csrf`. `none`: not at
   * all, for cookies that browsers keep to the site.
   */
  readonly antiCsrf?: "custom-header" | "token" | "none";
  /** The tenant `public` is that of applications with one; it is no attribute unless this is true. */
  readonly keepsPublicTenant?: boolean;
  /** `<issuer>/jwt/jwks.json` unless given; the core has the keys at `/.well-known/jwks.json`. */
  readonly jwksUrl?: string;
  /** `super-tokens` unless given. */
  readonly name?: string;
  readonly fetch?: typeof fetch;
  /** For each request for keys; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Told once per outage of the key set; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

/** Who knows the sessions. Written by shape; `Session` of `supertokens-node` is one. */
export interface SuperTokensSessions {
  /** `undefined`: there is no such session. A failure makes the outcome `unavailable`. */
  getSessionInformation(sessionHandle: string): Promise<unknown>;
}

const NAMES: OptionNames<SuperTokensOptions> = {
  issuer: true,
  sessions: true,
  signingKeys: true,
  antiCsrf: true,
  keepsPublicTenant: true,
  jwksUrl: true,
  name: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

/** Throws `identity/invalid-configuration`. */
export function refuseBadOptions(options: SuperTokensOptions): void {
  refuseUnknownOptions(options, NAMES);
  const { issuer, jwksUrl } = options;
  const refuse = (problem: string): never => {
    throw new IdentityError("identity/invalid-configuration", problem);
  };
  if (!URL.canParse(issuer) || issuer.endsWith("/"))
    refuse("`issuer` is not a URL without a slash at the end");
  if (jwksUrl !== undefined && !URL.canParse(jwksUrl)) refuse("`jwksUrl` is not a URL");
}
