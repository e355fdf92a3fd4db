import { invalid } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { oidc } from "../oidc/oidc.ts";
import type { OidcOptions } from "../oidc/oidc-options.ts";

/** Services with OAuth client credentials; tokens of people are refused, even from the same issuer. */
export function clientCredentials(options: OidcOptions): IdentityProvider {
  const provider = oidc({ name: "client-credentials", ...options });
  return {
    ...provider,
    async verify(credential, context) {
      const result = await provider.verify(credential, context);
      if (result.kind !== "verified" || result.identity.kind === "service") return result;
      return invalid("token-type", "the token is of a person, not of a service");
    },
  };
}
