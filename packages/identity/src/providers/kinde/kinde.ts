import { MAX_TOKEN_BYTES } from "../../credential/credential.ts";
import { tokenFrom } from "../../credential/extract-credential.ts";
import { invalid, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider, VerifyContext } from "../../provider.ts";
import { kindeMapping } from "./mapping.ts";
import { type KindeOptions, refuseBadOptions } from "./options.ts";
import { tokensVerifier } from "./verify-tokens.ts";

/** Tokens of one sign-in. */
export interface KindeTokens {
  readonly accessToken: string;
  /** Says which organisations the user is in, which the access token does not. */
  readonly idToken?: string;
}

export interface KindeProvider extends IdentityProvider {
  /** As `verify`, with the ID token of the same sign-in; it has to be of the same user. */
  verifyTokens(tokens: KindeTokens, context: VerifyContext): Promise<VerifyResult>;
}

/**
 * Access tokens of Kinde, of users and of machine-to-machine applications.
 *
 * Everything is verified here. `validateToken` of Kinde checks neither expiry, issuer nor audience.
 * Throws: `identity/invalid-configuration`.
 */
export function kinde(options: KindeOptions): KindeProvider {
  refuseBadOptions(options);
  const { issuer, name = "kinde", cookie } = options;
  const verify = tokensVerifier(options, name);
  return {
    name,
    issuers: [issuer],
    places: { cookies: cookie === undefined ? [] : [cookie] },
    mapping: kindeMapping,
    async verify(credential, context) {
      if (credential.kind !== "token") return invalid("malformed", "access tokens are tokens");
      return verify(credential, undefined, context);
    },
    async verifyTokens({ accessToken, idToken }, context) {
      if ([accessToken, idToken ?? ""].some((token) => token.length > MAX_TOKEN_BYTES)) {
        return invalid("too-large", "the token is larger than 16 KiB");
      }
      return verify(tokenFrom("argument", [accessToken]), idToken, context);
    },
  };
}
