import { testAdapter } from "../../testing/adapter-suite.ts";
import { openTestIssuer } from "../../testing/issuer.ts";
import { oidc } from "./oidc.ts";

testAdapter("oidc", {
  cookie: "id",
  open: async () => {
    const issuer = await openTestIssuer();
    return {
      issuer,
      provider: (of, name = "oidc", timeoutMs = 5_000) =>
        oidc({
          issuer: of.issuer,
          audience: "urn:api",
          authorizedParties: ["https://app.test"],
          cookies: ["id"],
          jwksUri: of.jwksUri,
          timeoutMs,
          onNotice: () => undefined,
          name,
        }),
      openOther: () => openTestIssuer(),
      subject: (of) => ({
        claims: { ...of.times(), sub: "ada-lovelace", aud: "urn:api", azp: "https://app.test" },
        requiredClaims: ["sub", "aud"],
        hasAudience: true,
        hasAuthorizedParty: true,
      }),
      [Symbol.asyncDispose]: () => issuer.close(),
    };
  },
});
