import { createIdentity, memoryDenyList } from "@orthrus/identity";
import { superTokens } from "@orthrus/identity/super-tokens";
import { denyListSink, type IdentityEvent, superTokensHooks } from "@orthrus/identity/webhooks";
import supertokens from "supertokens-node";
import EmailPassword from "supertokens-node/recipe/emailpassword/index.js";
import Passwordless from "supertokens-node/recipe/passwordless/index.js";
import Session from "supertokens-node/recipe/session/index.js";
import ThirdParty from "supertokens-node/recipe/thirdparty/index.js";
import UserRoles from "supertokens-node/recipe/userroles/index.js";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SuperTokensCore, superTokensCore } from "../testing/super-tokens.ts";

const denyList = memoryDenyList();
const events: IdentityEvent[] = [];
let core: SuperTokensCore;
let hooks: ReturnType<typeof superTokensHooks>;
let failure: Error | undefined;

beforeAll(async () => {
  core = await superTokensCore();
  const { issuer } = core;
  const clock = core.clock.now;
  const collect = {
    apply(some: readonly IdentityEvent[]) {
      if (failure) throw failure;
      events.push(...some);
    },
  };
  hooks = superTokensHooks({
    issuer,
    clock,
    sinks: [collect, denyListSink({ denyList, maxTokenLifetimeSeconds: 3_600, clock })],
  });
  supertokens.init({
    framework: "custom",
    supertokens: { connectionURI: core.connectionUri },
    appInfo: { appName: "acme", apiDomain: core.origin, apiBasePath: "/auth", websiteDomain: core.origin },
    telemetry: false,
    recipeList: [
      EmailPassword.init({ override: { functions: hooks.signUp } }),
      ThirdParty.init({ override: { functions: hooks.signUp } }),
      Passwordless.init({
        contactMethod: "EMAIL",
        flowType: "USER_INPUT_CODE",
        override: { functions: hooks.signUp },
      }),
      UserRoles.init({ override: { functions: hooks.userRoles } }),
      Session.init({ getTokenTransferMethod: () => "any", override: { functions: hooks.session } }),
    ],
  });
});
afterAll(() => core.close());
beforeEach(() => {
  events.length = 0;
  failure = undefined;
});
const origin = () => ({ issuer: core.issuer, changedAtMs: core.clock.now() });

async function signUp(email: string) {
  const answer = await EmailPassword.signUp("public", email, "a long password 1");
  if (answer.status !== "OK") throw new Error(answer.status);
  return answer;
}

test("whoever signs up is a user and a member of the tenant", async () => {
  const { user } = await signUp("ada@acme.test");
  expect(events).toEqual([
    {
      ...origin(),
      type: "member.upserted",
      member: { userId: user.id, orgId: "public", roles: [], permissions: [] },
    },
    {
      ...origin(),
      type: "user.upserted",
      user: { id: user.id, email: "ada@acme.test", emailVerified: false },
    },
  ]);
});

test("roles are told whole, after each change", async () => {
  const { user } = await signUp("bob@acme.test");
  for (const role of ["editor", "admin"]) await UserRoles.createNewRoleOrAddPermissions(role, []);
  events.length = 0;
  await UserRoles.addRoleToUser("public", user.id, "editor");
  await UserRoles.addRoleToUser("public", user.id, "admin");
  await UserRoles.removeUserRole("public", user.id, "editor");
  await UserRoles.addRoleToUser("public", user.id, "none such");
  const roles = events.map((event) =>
    event.type === "member.upserted" ? [...event.member.roles].sort() : event.type,
  );
  expect(roles).toEqual([["editor"], ["admin", "editor"], ["admin"]]);
});

test("a session that was revoked is refused at the next identification, without asking the core", async () => {
  const { user, recipeUserId } = await signUp("cleo@acme.test");
  const first = await Session.createNewSessionWithoutRequestResponse("public", recipeUserId);
  const second = await Session.createNewSessionWithoutRequestResponse("public", recipeUserId);
  const identity = createIdentity({
    providers: [superTokens({ issuer: core.issuer, onNotice: () => undefined })],
    denyList,
    clock: core.clock.now,
  });
  const outcomes = async () =>
    Promise.all(
      [first, second].map(async (session) => (await identity.identify(session.getAccessToken())).kind),
    );
  const before = await outcomes();
  events.length = 0;
  await Session.revokeSession(first.getHandle());
  const between = await outcomes();
  expect(events).toEqual([{ ...origin(), type: "session.revoked", sessionId: first.getHandle() }]);
  await Session.revokeAllSessionsForUser(user.id);
  expect([before, between, await outcomes()]).toEqual([
    ["verified", "verified"],
    ["invalid", "verified"],
    ["invalid", "invalid"],
  ]);
});

test("removing a user, which SuperTokens lets nobody override, is one call more", async () => {
  await hooks.userRemoved("u1");
  expect(events).toEqual([{ ...origin(), type: "user.removed", userId: "u1" }]);
});

test("a sink that fails makes the call fail, unless somebody is told", async () => {
  failure = new Error("the database is down");
  await expect(signUp("dan@acme.test")).rejects.toThrow("the database is down");
  const told: unknown[] = [];
  const lenient = superTokensHooks({
    issuer: core.issuer,
    sinks: [{ apply: () => Promise.reject(failure) }],
    onError: (error) => told.push(error),
  });
  await lenient.userRemoved("u1");
  expect(told).toEqual([failure]);
});
