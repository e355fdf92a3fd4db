import { IdentityError } from "../../errors.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";

export interface KindeOptions {
  /** `https://acme.kinde.com` or the custom domain, without a slash at the end. */
  readonly issuer: string;
  /** The API's identifier in Kinde, which a token has in `aud` when it was asked for. This or `clientId` is needed. */
  readonly audience?: string | readonly string[];
  /** Applications whose tokens are accepted, from `azp`; what a website checks that is no API of its own. */
  readonly clientId?: string | readonly string[];
  /**
   * Re-reads permissions, roles and flags from the Account API when they are older than this. Without it they are as
   * old as the token, a day by default, and a refresh before it expires gives the same token again.
   */
  readonly freshnessSeconds?: number;
  /** A cookie that holds the access token; none unless given. */
  readonly cookie?: string;
  /** In place of discovery. */
  readonly jwksUrl?: string;
  /** `kinde` unless given. */
  readonly name?: string;
  readonly fetch?: typeof fetch;
  /** For each request to Kinde; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Told once of each thing an operator should know; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

const NAMES: OptionNames<KindeOptions> = {
  issuer: true,
  audience: true,
  clientId: true,
  freshnessSeconds: true,
  cookie: true,
  jwksUrl: true,
  name: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

/** Throws `identity/invalid-configuration` for options with which nothing would be checked. */
export function refuseBadOptions(options: KindeOptions): void {
  refuseUnknownOptions(options, NAMES);
  const { issuer, audience, clientId, freshnessSeconds, jwksUrl } = options;
  const refuse = (problem: string): never => {
    throw new IdentityError("identity/invalid-configuration", problem);
  };
  if (!URL.canParse(issuer) || issuer.endsWith("/"))
    refuse("`issuer` is not a URL without a slash at the end");
  if (jwksUrl !== undefined && !URL.canParse(jwksUrl)) refuse("`jwksUrl` is not a URL");
  if ([audience ?? [], clientId ?? []].flat().length === 0) {
    refuse("neither `audience` nor `clientId` is given: tokens for anybody would be accepted");
  }
  if (freshnessSeconds !== undefined && !(freshnessSeconds > 0))
    refuse("`freshnessSeconds` is not above zero");
}
