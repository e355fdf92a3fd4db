import { validateToken } from "@kinde/jwt-validator";
import { decodeWebhook } from "@kinde/webhooks";
import { createKindeServerClient, GrantType, type SessionManager } from "@kinde-oss/kinde-typescript-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KindeIssuer, kindeIssuer } from "./kinde.ts";

let issuer: KindeIssuer;
beforeAll(async () => {
  issuer = await kindeIssuer();
});
afterAll(() => issuer.close());

const ada = {
  sub: "kp_ada",
  org: { code: "org_77ab", name: "Acme" },
  permissions: ["document:read", "document:edit"],
  flags: { beta_export: true, seats: 25, theme: "dark" },
};

test("validateToken accepts access tokens, ID tokens and tokens of machines, from the key set it fetches", async () => {
  const tokens = [await issuer.accessToken(ada), await issuer.idToken(ada), await issuer.machineToken()];
  const results = await Promise.all(tokens.map((token) => validateToken({ token, domain: issuer.issuer })));
  expect(results.map(({ valid }) => valid)).toEqual([true, true, true]);
});

test("the getters of the SDK read permissions, flags, claims and organisations", async () => {
  const client = createKindeServerClient(GrantType.AUTHORIZATION_CODE, {
    authDomain: issuer.issuer,
    clientId: "app_1",
    clientSecret: "secret",
    redirectURL: "https://app.acme.test/callback",
    logoutRedirectURL: "https://app.acme.test",
  });
  const session = sessionManager({
    access_token: await issuer.accessToken(ada),
    id_token: await issuer.idToken({ ...ada, orgCodes: ["org_77ab", "org_9"] }),
  });
  expect({
    permissions: await client.getPermissions(session),
    edit: await client.getPermission(session, "document:edit"),
    beta: await client.getBooleanFlag(session, "beta_export"),
    seats: await client.getIntegerFlag(session, "seats"),
    theme: await client.getStringFlag(session, "theme"),
    organization: await client.getOrganization(session),
    organizations: await client.getUserOrganizations(session),
    name: await client.getClaim(session, "org_name"),
    user: (await client.getUser(session)).id,
  }).toEqual({
    permissions: { permissions: ["document:read", "document:edit"], orgCode: "org_77ab" },
    edit: { orgCode: "org_77ab", isGranted: true },
    beta: true,
    seats: 25,
    theme: "dark",
    organization: { orgCode: "org_77ab" },
    organizations: { orgCodes: ["org_77ab", "org_9"] },
    name: { name: "org_name", value: "Acme" },
    user: "kp_ada",
  });
});

test("the SDK gets the token of a machine from the token endpoint", async () => {
  issuer.addMachine({
    clientId: "machine_2",
    clientSecret: "1234567890abcdef1234567890abcdef1234567890abcdefgh",
    org: "org_77ab",
  });
  const client = createKindeServerClient(GrantType.CLIENT_CREDENTIALS, {
    authDomain: issuer.issuer,
    clientId: "machine_2",
    clientSecret: "1234567890abcdef1234567890abcdef1234567890abcdefgh",
    logoutRedirectURL: "https://app.acme.test",
    audience: "acme:api",
  });
  const session = sessionManager({});
  await client.getToken(session);
  expect(await client.getClaim(session, "azp")).toEqual({ name: "azp", value: "machine_2" });
});

test("decodeWebhook accepts a delivery, and an access token too, which is why ours looks at more", async () => {
  const { body } = await issuer.webhook("user.deleted", { user: { id: "kp_1" } });
  expect([
    (await decodeWebhook(body, issuer.issuer))?.type,
    (await decodeWebhook(await issuer.accessToken(), issuer.issuer)) !== null,
  ]).toEqual(["user.deleted", true]);
});

function sessionManager(items: { [key: string]: unknown }): SessionManager {
  const stored = new Map(Object.entries(items));
  return {
    getSessionItem: async (key) => stored.get(key) ?? null,
    setSessionItem: async (key, value) => void stored.set(key, value),
    removeSessionItem: async (key) => void stored.delete(key),
    destroySession: async () => stored.clear(),
  };
}
