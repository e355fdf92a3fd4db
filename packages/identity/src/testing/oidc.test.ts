import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { createIdentity } from "../identify.ts";
import { oidc } from "../providers/oidc/oidc.ts";
import { oidcIssuer } from "./oidc.ts";

test("jose accepts what the stand-in signs, by its discovery document", async () => {
  await using issuer = await oidcIssuer({ path: "/tenant" });
  const response = await fetch(`${issuer.issuer}/.well-known/openid-configuration`);
  const document = (await response.json()) as { readonly issuer: string; readonly jwks_uri: string };
  const { payload, protectedHeader } = await jwtVerify(
    await issuer.accessToken({ sub: "ada" }),
    createRemoteJWKSet(new URL(document.jwks_uri)),
    { issuer: document.issuer, audience: issuer.audience, typ: "at+jwt" },
  );
  expect([payload.sub, protectedHeader.alg]).toEqual(["ada", "RS256"]);
});

test("its tokens of people and machines become principals, its ID tokens and mutations do not", async () => {
  await using issuer = await oidcIssuer();
  const provider = oidc({ issuer: issuer.issuer, audience: issuer.audience });
  const identity = createIdentity({ providers: [provider], clock: issuer.clock.now });
  const good = [await issuer.accessToken({ sub: "ada" }), await issuer.clientCredentials("indexer")];
  expect(await Promise.all(good.map((token) => identity.identify(token)))).toMatchObject([
    { principal: { id: "ada", roles: ["user"] } },
    { principal: { id: "indexer", roles: ["service"] } },
  ]);
  const bad = [await issuer.idToken({ sub: "ada" }), ...(await issuer.mutations()).map(({ token }) => token)];
  const kinds = await Promise.all(bad.map(async (token) => (await identity.identify(token)).kind));
  expect(kinds.length).toBeGreaterThan(25);
  expect(kinds).not.toContain("verified");
});
