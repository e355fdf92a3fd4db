import type { JsonObject } from "@orthrus/protocol";
import { openTestIssuer, type TestIssuer, type TestIssuerOptions } from "./issuer.ts";
import { type Mutation, mutations } from "./mutations.ts";

export interface OidcIssuerOptions extends TestIssuerOptions {
  /** `aud` of access tokens; `https://api.test` unless given. */
  readonly audience?: string;
  /** The application that asks for tokens; `web` unless given. */
  readonly clientId?: string;
}

/** An OpenID Connect issuer as applications meet it: access tokens, ID tokens and client credentials. */
export interface OidcIssuer extends TestIssuer {
  readonly audience: string;
  readonly clientId: string;
  /** Header `at+jwt`, as RFC 9068 has it. */
  accessToken(claims: JsonObject): Promise<string>;
  /** For the application, never for an API. */
  idToken(claims: JsonObject): Promise<string>;
  clientCredentials(clientId: string, claims?: JsonObject): Promise<string>;
  /** Broken variants of an access token, each to be refused. */
  mutations(): Promise<readonly Mutation[]>;
}

/** Opens an issuer on loopback, with discovery. */
export async function oidcIssuer(options: OidcIssuerOptions = {}): Promise<OidcIssuer> {
  const { audience = "https://api.test", clientId = "web" } = options;
  const issuer = await openTestIssuer(options);
  const header = { typ: "at+jwt" };
  const access = (claims: JsonObject) => ({
    ...issuer.times(300),
    aud: audience,
    client_id: clientId,
    ...claims,
  });
  return {
    ...issuer,
    audience,
    clientId,
    accessToken: (claims) => issuer.sign(access(claims), header),
    idToken: (claims) =>
      issuer.sign({ ...issuer.times(300), aud: clientId, azp: clientId, nonce: "n", ...claims }),
    clientCredentials: (client, claims = {}) =>
      issuer.sign(access({ sub: client, client_id: client, ...claims }), header),
    mutations: () =>
      mutations(issuer, {
        claims: access({ sub: "somebody" }),
        header,
        requiredClaims: ["sub", "aud"],
        hasAudience: true,
        hasAuthorizedParty: false,
      }),
  };
}
