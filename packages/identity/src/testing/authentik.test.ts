import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { authentikIssuer } from "./authentik.ts";

const algorithms = ["RS256", "ES256", "ES384", "ES512"] as const;
test.each(algorithms)(
  "jose accepts what the stand-in signs, by the application's discovery document (%s)",
  async (algorithm) => {
    await using issuer = await authentikIssuer({ algorithm });
    const response = await fetch(`${issuer.issuer}.well-known/openid-configuration`);
    const document = (await response.json()) as { readonly issuer: string; readonly jwks_uri: string };
    const { payload, protectedHeader } = await jwtVerify(
      await issuer.accessToken({ sub: "ada", groups: ["editors"] }),
      createRemoteJWKSet(new URL(document.jwks_uri)),
      { issuer: document.issuer, audience: issuer.clientId, typ: "JWT" },
    );
    expect(document.issuer).toMatch(/\/application\/o\/orthrus\/$/);
    expect(document.jwks_uri).toBe(`${document.issuer}jwks/`);
    expect([payload.sub, payload.azp, payload.groups, protectedHeader.alg]).toEqual([
      "ada",
      "orthrus-web",
      ["editors"],
      algorithm,
    ]);
  },
);

test("jose accepts tokens of a provider without key, with the client secret", async () => {
  const clientSecret = "a client secret of more than 32 bytes";
  await using issuer = await authentikIssuer({ clientSecret });
  const { protectedHeader } = await jwtVerify(
    await issuer.accessToken(),
    new TextEncoder().encode(clientSecret),
    { issuer: issuer.issuer, algorithms: ["HS256"] },
  );
  expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
});

test("scopes decide which claims a token has, and user info has them where the token does not", async () => {
  await using issuer = await authentikIssuer();
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
  const few = claimsOf(await issuer.accessToken({ scopes: ["openid", "email"], groups: ["editors"] }));
  const bare = await issuer.accessToken({
    isBare: true,
    groups: ["editors"],
    claims: { department: "legal" },
  });
  const answer = await fetch(`${issuer.origin}/application/o/userinfo/`, {
    headers: { authorization: `Bearer ${bare}` },
  });
  expect([few.email, few.groups, claimsOf(bare).groups]).toEqual(["ada@acme.test", undefined, undefined]);
  expect(await answer.json()).toMatchObject({
    groups: ["editors"],
    department: "legal",
    email_verified: false,
  });
});
