import { apiKey } from "@better-auth/api-key";
import { createIdentity } from "@orthrus/identity";
import {
  betterAuth,
  betterAuthApiKey,
  betterAuthClaims,
  identityFromBetterAuthSession,
} from "@orthrus/identity/better-auth";
import { openLoopbackServer } from "@orthrus/identity/testing";
import { betterAuth as library } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { jwt, organization } from "better-auth/plugins";
import { expect, test } from "vitest";
import { guideSuite, readGuide } from "../../testing/guide-suite.ts";

const guide = readGuide("identity-better-auth");

guideSuite(guide, { file: import.meta.url, blockCount: 4 });

interface Member {
  readonly organizationId: string;
  readonly userId: string;
  readonly role: string;
}

test("a token, a session and an API key of the application give the principal that the guide shows", async () => {
  const tables: Record<string, Member[]> = {
    user: [],
    session: [],
    account: [],
    verification: [],
    organization: [],
    member: [],
    invitation: [],
    jwks: [],
    apikey: [],
  };
  const memberOf = async (userId: string, orgId: unknown) =>
    tables.member?.find((row) => row.userId === userId && row.organizationId === orgId);

  const plugin = jwt({
    jwt: {
      definePayload: async ({ user, session }) =>
        betterAuthClaims(
          { user, session },
          { member: await memberOf(user.id, session.activeOrganizationId) },
        ),
    },
  });

  const server = await openLoopbackServer(async ({ path, method }) => {
    const answer = await auth.handler(new Request(server.origin + path, { method }));
    return { status: answer.status, body: await answer.text() };
  });
  const auth = library({
    baseURL: server.origin,
    secret: "only-for-tests-a-secret-of-more-than-32-characters",
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    plugins: [organization(), apiKey(), plugin],
  });
  const signUp = await auth.api.signUpEmail({
    body: { name: "ada", email: "ada@acme.test", password: "a-long-passphrase" },
    asResponse: true,
  });
  const cookie = signUp.headers.getSetCookie().map((one) => one.split(";")[0]);
  const headers = new Headers({ cookie: cookie.join("; ") });
  await auth.api.createOrganization({ body: { name: "Acme", slug: "acme" }, headers });
  const { token } = await auth.api.getToken({ headers });
  const request = new Request("https://api.acme.test/", { headers: { authorization: `Bearer ${token}` } });
  process.env.APP_URL = server.origin;

  const byToken = async () => {
    const provider = betterAuth({ issuer: process.env.APP_URL ?? "https://app.acme.test" });
    const identity = createIdentity({ providers: [provider] });

    const outcome = await identity.identify(request);

    return { provider, identity, outcome };
  };
  const { provider, identity, outcome: shownOutcome } = await byToken();
  const shown = (guide.blocks("json")[0] ?? "").replace("https://app.acme.test", server.origin);
  expect(shownOutcome).toMatchObject({ kind: "verified", principal: JSON.parse(shown) });

  const issuer = server.origin;
  const bySession = async () => {
    const session = await auth.api.getSession({ headers });
    const member = session && (await memberOf(session.user.id, session.session.activeOrganizationId));
    const outcome = await identity.accept(identityFromBetterAuthSession(session, { issuer, member }));

    return { outcome, owner: session?.user.id ?? "" };
  };
  const { outcome: sessionOutcome, owner } = await bySession();
  const asSession = JSON.parse(shown.replace('"jwt"', '"session"'));
  expect(sessionOutcome).toMatchObject({ kind: "verified", principal: asSession });

  const keys = betterAuthApiKey({ issuer, verifyApiKey: (key) => auth.api.verifyApiKey({ body: { key } }) });
  const both = createIdentity({ providers: [provider, keys] });

  const { key: secret } = await auth.api.createApiKey({
    body: { userId: owner, permissions: { documents: ["read"] } },
  });
  expect(await both.identify({ headers: { "x-api-key": secret } })).toMatchObject({
    kind: "verified",
    principal: { id: owner, roles: ["user"], attributes: { permissions: ["documents:read"] } },
  });
  await server.close();
  delete process.env.APP_URL;
});
