import { expect, test } from "vitest";
import { createIdentity } from "./identify.ts";
import { fixed } from "./providers/fixed/fixed.ts";
import { testAdapter } from "./testing/adapter-suite.ts";
import { openTestIssuer, type TestIssuer } from "./testing/issuer.ts";
import { identityOfJwt } from "./verify/identity-of-jwt.ts";
import { jwtVerifier } from "./verify/jwt-verifier.ts";
import { remoteKeys } from "./verify/remote-keys.ts";

test("a fixed token becomes a principal", async () => {
  const identity = createIdentity({
    providers: [
      fixed({ identities: { ada: { claims: { sub: "ada", roles: ["editor"], department: "legal" } } } }),
    ],
  });
  expect(await identity.identify({ headers: { authorization: "bearer ada" } })).toMatchObject({
    kind: "verified",
    principal: { id: "ada", roles: ["user", "editor"], attributes: { department: "legal" } },
  });
});

testAdapter("smallest", {
  open: async () => {
    const issuer = await openTestIssuer();
    const providerOf = (of: TestIssuer) => {
      const keys = remoteKeys({ locate: async () => new URL(of.jwksUri) });
      const verify = jwtVerifier({ issuers: [of.issuer], algorithms: ["RS256"], keysOf: () => keys });
      return {
        name: "smallest",
        issuers: [of.issuer],
        places: {},
        mapping: {
          rows: [{ from: "sub", to: "id", type: "string" } as const],
          internal: [],
          userEditable: [],
        },
        verify: async (credential: never, context: never) => {
          const jwt = await verify(credential, context);
          return "kind" in jwt
            ? jwt
            : {
                kind: "verified" as const,
                identity: identityOfJwt(jwt, { provider: "smallest", kind: "user", tokenType: "access" }),
              };
        },
      };
    };
    return {
      issuer,
      provider: () => providerOf(issuer),
      providerOf,
      openOther: () => openTestIssuer(),
      subject: () => ({
        claims: { ...issuer.times(), sub: "ada" },
        requiredClaims: ["sub"],
        hasAudience: false,
        hasAuthorizedParty: false,
      }),
      [Symbol.asyncDispose]: () => issuer.close(),
    };
  },
});
