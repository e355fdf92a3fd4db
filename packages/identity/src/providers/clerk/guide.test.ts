import { createClerkClient } from "@clerk/backend";
import { createIdentity, type Identity, type Outcome } from "@orthrus/identity";
import { clerk, identityFromClerkAuth } from "@orthrus/identity/clerk";
import { type ClerkIssuer, clerkIssuer } from "@orthrus/identity/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guideSuite, readGuide } from "../../testing/guide-suite.ts";

const guide = readGuide("identity-clerk");

guideSuite(guide, { file: import.meta.url, blockCount: 3 });

let instance: ClerkIssuer;
beforeAll(async () => {
  instance = await clerkIssuer();
  process.env.CLERK_PUBLISHABLE_KEY = instance.publishableKey;
  process.env.CLERK_JWT_KEY = await instance.publicKeyPem();
});
afterAll(async () => {
  await instance.close();
  delete process.env.CLERK_PUBLISHABLE_KEY;
  delete process.env.CLERK_JWT_KEY;
});

test("C4: a request gives the principal that the guide shows, and so does `auth()`", async () => {
  const request = await adasRequest();

  const identity = createIdentity({
    providers: [
      clerk({
        publishableKey: process.env.CLERK_PUBLISHABLE_KEY,
        jwtKey: process.env.CLERK_JWT_KEY,
        authorizedParties: ["https://app.acme.com"],
      }),
    ],
  });

  const outcome = await identity.identify(request);

  expect(outcome).toMatchObject({ kind: "verified", principal: JSON.parse(guide.blocks("json")[0] ?? "") });
  expect(await throughAuth(identity, request)).toEqual(outcome);
});

async function adasRequest(): Promise<Request> {
  const token = await instance.session({
    sub: "user_a1",
    sid: "sess_9",
    azp: "https://app.acme.com",
    org: {
      id: "org_7",
      slug: "acme",
      role: "editor",
      permissions: ["org:documents:read", "org:documents:edit"],
    },
    plans: ["o:pro"],
    factorAges: [3, -1],
    claims: { department: "finance" },
  });
  return new Request("https://api.acme.com/", { headers: { authorization: `Bearer ${token}` } });
}

async function throughAuth(identity: Identity, request: Request): Promise<Outcome> {
  const { publishableKey, secretKey } = instance;
  const jwtKey = await instance.publicKeyPem();
  const client = createClerkClient({ publishableKey, secretKey, jwtKey, telemetry: { disabled: true } });
  const auth = async () => (await client.authenticateRequest(request)).toAuth() ?? {};

  const outcome = await identity.accept(identityFromClerkAuth(await auth()));

  return outcome;
}

test("the stand-in takes the place of Clerk", async () => {
  await using issuer = await clerkIssuer();
  const identity = createIdentity({
    providers: [clerk({ issuer: issuer.issuer, jwksUrl: issuer.jwksUri, authorizedParties: "any" })],
  });
  const token = await issuer.session({ sub: "user_1", org: { id: "org_7", role: "admin" } });
  const outcome = await identity.identify(token);

  expect(outcome).toMatchObject({
    kind: "verified",
    principal: { id: "user_1", roles: ["user", "org:admin"] },
  });
});
