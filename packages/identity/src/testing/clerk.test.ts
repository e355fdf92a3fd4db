import { createClerkClient, verifyToken } from "@clerk/backend";
import { verifyWebhook } from "@clerk/backend/webhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClerkIssuer, clerkIssuer } from "./clerk.ts";

let issuer: ClerkIssuer;
beforeAll(async () => {
  issuer = await clerkIssuer();
});
afterAll(() => issuer.close());

const organization = {
  id: "org_7",
  slug: "acme",
  role: "editor",
  permissions: ["org:docs:edit", "org:docs:read"],
};
const azp = "https://app.acme.test";

async function sdk() {
  const { publishableKey, secretKey, apiUrl } = issuer;
  return createClerkClient({
    publishableKey,
    secretKey,
    apiUrl,
    jwtKey: await issuer.publicKeyPem(),
    telemetry: { disabled: true },
  });
}

test.each([1, 2] as const)(
  "verifyToken of @clerk/backend accepts sessions of version %s, with the key and with the key set",
  async (version) => {
    const token = await issuer.session({ version, sub: "user_a1", org: organization, azp });
    const options = [
      { jwtKey: await issuer.publicKeyPem() },
      { secretKey: issuer.secretKey, apiUrl: issuer.apiUrl, skipJwksCache: true },
    ];
    const verified = await Promise.all(
      options.map((each) => verifyToken(token, { ...each, authorizedParties: [azp] })),
    );
    expect(verified.map(({ sub, sid }) => ({ sub, sid }))).toEqual([
      { sub: "user_a1", sid: "sess_1" },
      { sub: "user_a1", sid: "sess_1" },
    ]);
  },
);

test.each([1, 2] as const)(
  "authenticateRequest signs a session of version %s in, with its organisation",
  async (version) => {
    const token = await issuer.session({ version, org: organization, azp });
    const request = new Request("https://api.acme.test/", { headers: { authorization: `Bearer ${token}` } });
    const state = await (await sdk()).authenticateRequest(request, { authorizedParties: [azp] });
    const auth = state.toAuth();
    expect({
      status: state.status,
      orgId: auth?.orgId,
      orgRole: auth?.orgRole,
      orgSlug: auth?.orgSlug,
      mayEdit: auth?.has({ permission: "org:docs:edit" }),
      mayDelete: auth?.has({ permission: "org:docs:delete" }),
      isEditor: auth?.has({ role: "org:editor" }),
    }).toEqual({
      status: "signed-in",
      orgId: "org_7",
      orgRole: "org:editor",
      orgSlug: "acme",
      mayEdit: true,
      mayDelete: false,
      isEditor: true,
    });
  },
);

test("authenticateRequest finds the session in the cookie that is named after the publishable key", async () => {
  const token = await issuer.session({ sub: "user_cookie" });
  const suffix = issuer.sessionCookie.slice("__session_".length);
  const cookie = `${issuer.sessionCookie}=${token}; __client_uat_${suffix}=1; __clerk_db_jwt_${suffix}=dvb_1`;
  const request = new Request("https://api.acme.test/", { headers: { cookie, "sec-fetch-dest": "empty" } });
  const state = await (await sdk()).authenticateRequest(request);
  expect({ reason: state.reason, userId: state.toAuth()?.userId }).toEqual({
    reason: null,
    userId: "user_cookie",
  });
});

test("`has` knows features and plans", async () => {
  const token = await issuer.session({ org: organization, features: ["o:docs", "u:beta"], plans: ["o:pro"] });
  const request = new Request("https://api.acme.test/", { headers: { authorization: `Bearer ${token}` } });
  const auth = (await (await sdk()).authenticateRequest(request)).toAuth();
  expect([
    auth?.has({ feature: "beta" }),
    auth?.has({ feature: "user:beta" }),
    auth?.has({ feature: "org:beta" }),
    auth?.has({ plan: "pro" }),
  ]).toEqual([true, true, false, true]);
});

test("a token of a template passes verifyToken, which is why ours looks for a session, and not authenticateRequest", async () => {
  const token = await issuer.template({ aud: "https://api.acme.test" });
  const request = new Request("https://api.acme.test/", { headers: { authorization: `Bearer ${token}` } });
  const state = await (await sdk()).authenticateRequest(request);
  expect({
    verified: (await verifyToken(token, { jwtKey: await issuer.publicKeyPem() })).sub,
    status: state.status,
  }).toEqual({ verified: "user_1", status: "signed-out" });
});

test("authenticateRequest accepts machine tokens, OAuth tokens and API keys, as JWT and opaque", async () => {
  const tokens = [
    await issuer.machineToken(),
    await issuer.oauthToken(),
    issuer.opaqueToken("m2m"),
    issuer.opaqueToken("oauth"),
    issuer.opaqueToken("apiKey", { subject: "org_7" }),
  ];
  const client = await sdk();
  const found = await Promise.all(
    tokens.map(async (token) => {
      const request = new Request("https://api.acme.test/", {
        headers: { authorization: `Bearer ${token}` },
      });
      const auth = (await client.authenticateRequest(request, { acceptsToken: "any" })).toAuth();
      return auth && "subject" in auth ? [auth.tokenType, auth.subject] : [auth?.tokenType];
    }),
  );
  expect(found).toEqual([
    ["m2m_token", "mch_1"],
    ["oauth_token", "user_1"],
    ["m2m_token", "mch_1"],
    ["oauth_token", "user_1"],
    ["api_key", "org_7"],
  ]);
});

test("verifyWebhook accepts a delivery, and not one that was changed", async () => {
  const { headers, body } = issuer.webhook("user.deleted", { id: "user_1", deleted: true });
  const deliver = (text: string) =>
    verifyWebhook(new Request("https://api.acme.test/hook", { method: "POST", headers, body: text }), {
      signingSecret: issuer.webhookSecret,
    });
  expect((await deliver(body)).type).toBe("user.deleted");
  await expect(deliver(body.replace("user_1", "user_2"))).rejects.toThrow(/verify/);
});
