import { IdentityError } from "../../errors.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";

export interface BetterAuthOptions {
  /** `baseURL` of the application that has Better Auth in it, or `jwt.issuer` of its JWT plugin, as in `iss`. */
  readonly issuer: string;
  /** `jwt.audience`; the issuer unless given, as in Better Auth. */
  readonly audience?: string | readonly string[];
  /** `EdDSA` unless `jwks.keyPairConfig` says another. */
  readonly algorithms?: readonly ("EdDSA" | "ES256" | "ES512" | "RS256" | "PS256")[];
  /** `<issuer>/api/auth/jwks` unless given. */
  readonly jwksUrl?: string;
  /**
   * Fields of users or sessions that people may write themselves: all additional fields without `input: false`. They
   * are never attributes.
   */
  readonly editableFields?: readonly string[];
  /** A cookie that holds the token; none unless given. */
  readonly cookie?: string;
  /** `better-auth` unless given. */
  readonly name?: string;
  readonly fetch?: typeof fetch;
  /** For each request for keys; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Told once per outage of the key set; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

const NAMES: OptionNames<BetterAuthOptions> = {
  issuer: true,
  audience: true,
  algorithms: true,
  jwksUrl: true,
  editableFields: true,
  cookie: true,
  name: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

/** Throws `identity/invalid-configuration`. */
export function refuseBadOptions(options: BetterAuthOptions): void {
  refuseUnknownOptions(options, NAMES);
  const { issuer, jwksUrl, algorithms, audience } = options;
  const refuse = (problem: string): never => {
    throw new IdentityError("identity/invalid-configuration", problem);
  };
  if (!URL.canParse(issuer) && jwksUrl === undefined) refuse("`issuer` is not a URL, so `jwksUrl` is needed");
  if (jwksUrl !== undefined && !URL.canParse(jwksUrl)) refuse("`jwksUrl` is not a URL");
  if (audience !== undefined && [audience].flat().length === 0) refuse("`audience` is empty");
  if (algorithms?.some((algorithm) => !/^(EdDSA|[REP]S\d{3})$/.test(algorithm)))
    refuse("an algorithm is not an asymmetric one");
}
