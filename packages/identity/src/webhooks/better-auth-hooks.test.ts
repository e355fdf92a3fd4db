import { createIdentity, memoryDenyList } from "@orthrus/identity";
import { identityFromBetterAuthSession, betterAuth as provider } from "@orthrus/identity/better-auth";
import { betterAuthHooks, denyListSink, type IdentityEvent } from "@orthrus/identity/webhooks";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { admin, organization } from "better-auth/plugins";
import { expect, test } from "vitest";

const issuer = "https://app.acme.test";

function open() {
  const events: IdentityEvent[] = [];
  const denyList = memoryDenyList();
  const collect = { apply: (some: readonly IdentityEvent[]) => void events.push(...some) };
  const hooks = betterAuthHooks({
    issuer,
    clock: () => 5,
    sinks: [collect, denyListSink({ denyList, maxTokenLifetimeSeconds: 900 })],
  });
  const tables = {
    user: [],
    session: [],
    account: [],
    verification: [],
    organization: [],
    member: [],
    invitation: [],
  };
  const auth = betterAuth({
    baseURL: issuer,
    secret: "a secret for tests, of 32 bytes!",
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true },
    user: { deleteUser: { enabled: true } },
    databaseHooks: hooks.databaseHooks,
    plugins: [organization({ organizationHooks: hooks.organizationHooks }), admin()],
    telemetry: { enabled: false },
  });
  return { auth, events, denyList };
}

type Auth = ReturnType<typeof open>["auth"];

async function signUp(auth: Auth, email: string) {
  const { headers, response } = await auth.api.signUpEmail({
    body: { email, name: email.split("@")[0] ?? "", password: "a long password 1" },
    returnHeaders: true,
  });
  const cookie = (headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  return { id: response.user.id, headers: new Headers({ cookie, origin: issuer }) };
}

test("the life of a user and an organisation in Better Auth, in the vocabulary of all providers", async () => {
  const { auth, events } = open();
  const ada = await signUp(auth, "ada@acme.test");
  const bob = await signUp(auth, "bob@acme.test");
  const org = await auth.api.createOrganization({
    headers: ada.headers,
    body: { name: "Acme", slug: "acme" },
  });
  const orgId = org?.id ?? "";
  const member = await auth.api.addMember({
    body: { userId: bob.id, organizationId: orgId, role: "member" },
  });
  const memberId = member?.id ?? "";
  await auth.api.updateMemberRole({
    headers: ada.headers,
    body: { memberId, organizationId: orgId, role: ["member", "admin"] },
  });
  await auth.api.removeMember({
    headers: ada.headers,
    body: { memberIdOrEmail: memberId, organizationId: orgId },
  });
  await auth.api.updateOrganization({
    headers: ada.headers,
    body: { organizationId: orgId, data: { name: "Acme 2" } },
  });
  await auth.api.deleteOrganization({ headers: ada.headers, body: { organizationId: orgId } });
  await auth.api.updateUser({ headers: ada.headers, body: { name: "Ada L." } });
  await auth.api.signOut({ headers: bob.headers });
  await auth.api.deleteUser({ headers: ada.headers, body: { password: "a long password 1" } });
  const origin = { issuer, changedAtMs: 5 };
  const user = (id: string, name: string, email = `${name}@acme.test`) => ({
    ...origin,
    type: "user.upserted",
    user: { id, email, emailVerified: false, name, isSuspended: false },
  });
  const membership = (userId: string, ...roles: string[]) => ({
    ...origin,
    type: "member.upserted",
    member: { userId, orgId, roles, permissions: [] },
  });
  const told = events.filter(({ type }) => type !== "session.revoked");
  expect(told).toEqual([
    user(ada.id, "ada"),
    user(bob.id, "bob"),
    // Told of twice, by the hook for members and the one for organisations, which does not matter.
    membership(ada.id, "owner"),
    { ...origin, type: "org.upserted", org: { id: orgId, name: "Acme", slug: "acme" } },
    membership(ada.id, "owner"),
    membership(bob.id, "member"),
    membership(bob.id, "member", "admin"),
    { ...origin, type: "member.removed", userId: bob.id, orgId },
    { ...origin, type: "org.upserted", org: { id: orgId, name: "Acme 2", slug: "acme" } },
    { ...origin, type: "org.removed", orgId },
    user(ada.id, "Ada L.", "ada@acme.test"),
    { ...origin, type: "user.removed", userId: ada.id },
  ]);
  const revoked = events.filter((event) => event.type === "session.revoked");
  expect(revoked.map(({ userId }) => userId)).toContain(bob.id);
});

test("whoever signs out or is removed is refused, also by what was read before", async () => {
  const { auth, denyList } = open();
  const identity = createIdentity({ providers: [provider({ issuer })], denyList });
  const outcomeOf = async (session: Parameters<typeof identityFromBetterAuthSession>[0]) =>
    (await identity.accept(identityFromBetterAuthSession(session, { issuer }))).kind;
  const ada = await signUp(auth, "ada@acme.test");
  const bob = await signUp(auth, "bob@acme.test");
  const [ofAda, ofBob] = await Promise.all([ada, bob].map(({ headers }) => auth.api.getSession({ headers })));
  const before = [await outcomeOf(ofAda), await outcomeOf(ofBob)];
  await auth.api.signOut({ headers: ada.headers });
  const between = [await outcomeOf(ofAda), await outcomeOf(ofBob)];
  await auth.api.deleteUser({ headers: bob.headers, body: { password: "a long password 1" } });
  expect([before, between, await outcomeOf(ofBob)]).toEqual([
    ["verified", "verified"],
    ["invalid", "verified"],
    "invalid",
  ]);
});
