import type { ClaimMapping } from "../../claims/claim-mapping.ts";
import { type OptionNames, refuseUnknownOptions } from "../../known-options.ts";
import { invalid } from "../../outcome.ts";
import type { IdentityProvider, UnverifiedHint } from "../../provider.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import { customRows, USER_EDITABLE } from "./custom-claims.ts";
import {
  ALGORITHM,
  type ClerkInstance,
  INSTANCE_OPTIONS,
  issuerOf,
  keysOfInstance,
  requireNamed,
} from "./instance.ts";
import { isAccessTokenType } from "./oauth.ts";

export interface ClerkTemplateOptions extends ClerkInstance {
  /** What the template writes into `aud`. It is the only thing that tells one template from another. */
  readonly audience: string | readonly string[];
  readonly authorizedParties?: readonly string[];
  /** `clerk-template` unless given. */
  readonly name?: string;
}

const NAMES: OptionNames<ClerkTemplateOptions> = {
  ...INSTANCE_OPTIONS,
  audience: true,
  authorizedParties: true,
  name: true,
};

/**
 * Tokens that an application makes with a JWT template of Clerk, for a service that is not the application.
 *
 * They have no session and stay good until they expire, whatever happens to the session. Their claims are the
 * operator's own, so none is read as organisation or permission: all are attributes, under their names.
 * Throws: `identity/invalid-configuration`.
 */
export function clerkTemplate(options: ClerkTemplateOptions): IdentityProvider {
  refuseUnknownOptions(options, NAMES);
  requireNamed("audience", options.audience);
  const issuer = issuerOf(options);
  const name = options.name ?? "clerk-template";
  const keys = keysOfInstance(options);
  const verify = jwtVerifier({
    issuers: [issuer],
    algorithms: [ALGORITHM],
    keysOf: () => keys,
    audience: typeof options.audience === "string" ? [options.audience] : options.audience,
    requiredClaims: ["sub"],
    check: ({ claims }) =>
      isTemplateShaped(claims) ? undefined : invalid("token-type", "the token is not from a JWT template"),
    ...(options.authorizedParties && { authorizedParties: options.authorizedParties }),
  });
  return {
    name,
    issuers: [issuer],
    places: {},
    mapping,
    accepts: ({ header, payload }: UnverifiedHint) =>
      payload?.iss === issuer && !isAccessTokenType(header?.typ) && isTemplateShaped(payload),
    async verify(credential, context) {
      if (credential.kind !== "token") return invalid("malformed", "templates make tokens");
      const jwt = await verify(credential, context);
      if ("kind" in jwt) return jwt;
      return {
        kind: "verified",
        identity: identityOfJwt(jwt, { provider: name, kind: "user", tokenType: "template" }),
      };
    },
  };
}

const mapping: ClaimMapping = {
  rows: [{ from: "sub", to: "id", type: "string" }, ...customRows],
  internal: [],
  userEditable: USER_EDITABLE,
};

function isTemplateShaped({ sid, sub }: { readonly [name: string]: unknown }): boolean {
  return sid === undefined && typeof sub === "string" && !sub.startsWith("mch_");
}
