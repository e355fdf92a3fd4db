import { afterAll, beforeAll, expect, test } from "vitest";
import { oidc } from "../providers/oidc/oidc.ts";
import { openTestIssuer, type TestIssuer } from "../testing/issuer.ts";
import { explainToken } from "./explain-token.ts";

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await openTestIssuer({ issuer: "https://abc.supabase.co/auth/v1" });
});
afterAll(() => issuer.close());
const options = () => ({
  providers: [
    oidc({ preset: "supabase", issuer: issuer.issuer, audience: "authenticated", jwksUri: issuer.jwksUri }),
  ],
  attributes: { plan: "app_metadata.plan" },
  clock: issuer.clock.now,
});
const claims = () => ({
  ...issuer.times(),
  sub: "ada",
  aud: "authenticated",
  session_id: "s1",
  user_metadata: { role: "root" },
  org: "acme",
  team: "a",
  nonce: "secret-nonce",
  app_metadata: { plan: "pro" },
});

test("a good token: what became of each claim, the mapping in words, the principal", async () => {
  const { nonce: _, ...good } = claims();
  const explanation = await explainToken(await issuer.sign(good), options());
  expect(explanation).toMatchObject({
    outcome: "verified",
    provider: "supabase",
    header: { alg: "RS256", typ: "JWT", kid: "key-0" },
    areClaimsVerified: true,
    principal: { id: "ada", attributes: { plan: "pro", team: "a", claims: { org: "acme" } } },
  });
  expect(Object.fromEntries(explanation.claims.map(({ name, use }) => [name, use]))).toEqual({
    iss: "protocol",
    iat: "protocol",
    exp: "protocol",
    aud: "protocol",
    sub: "mapped",
    session_id: "internal",
    user_metadata: "withheld",
    org: "apart",
    team: "attribute",
    app_metadata: "mapped",
  });
  expect(explanation.mapping).toEqual(
    expect.arrayContaining([
      "app_metadata.plan → attr.plan (json)",
      "aal → attr.assurance.aal (string)",
      "user_metadata: never an attribute, because its subject may write it",
    ]),
  );
  expect(explanation.notes.map(({ kind, claim }) => [kind, claim])).toEqual([
    ["withheld", "user_metadata"],
    ["collision", "org"],
  ]);
});

test("a refused token: why, and that nobody vouches for its claims", async () => {
  const token = await issuer.sign(claims());
  const explanation = await explainToken(token, options());
  expect(explanation).toMatchObject({ outcome: "invalid", reason: "token-type", areClaimsVerified: false });
  expect(explanation).not.toHaveProperty("principal");
  const text = JSON.stringify(explanation);
  expect([text.includes("secret-nonce"), text.includes(token.split(".")[2] ?? "")]).toEqual([false, false]);
});

test("what is no token at all", async () => {
  expect(await explainToken("hello", options())).toEqual({
    outcome: "invalid",
    reason: "malformed",
    message: "not a token of any configured provider",
    header: {},
    areClaimsVerified: false,
    claims: [],
    mapping: [],
    notes: [],
  });
});
