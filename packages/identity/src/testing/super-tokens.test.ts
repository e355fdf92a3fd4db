import supertokens from "supertokens-node";
import EmailPassword from "supertokens-node/recipe/emailpassword/index.js";
import Multitenancy from "supertokens-node/recipe/multitenancy/index.js";
import Passwordless from "supertokens-node/recipe/passwordless/index.js";
import Session from "supertokens-node/recipe/session/index.js";
import ThirdParty from "supertokens-node/recipe/thirdparty/index.js";
import UserMetadata from "supertokens-node/recipe/usermetadata/index.js";
import UserRoles from "supertokens-node/recipe/userroles/index.js";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type SuperTokensCore, superTokensCore } from "./super-tokens.ts";
import { connectSdk, recipeUserIdOf } from "./super-tokens-sdk.ts";

let core: SuperTokensCore;
beforeAll(async () => {
  core = await superTokensCore();
  connectSdk(core);
});
afterEach(() => core.restore());
afterAll(async () => {
  expect(core.unknownRoutes()).toEqual([]);
  await core.close();
});

const open = (token: string, options = {}) =>
  Session.getSessionWithoutRequestResponse(token, undefined, { antiCsrfCheck: false, ...options });
const typeOf = (error: unknown) => (error as { readonly type?: string }).type ?? String(error);

test("the SDK creates sessions per tenant, with the roles and permissions of that tenant", async () => {
  await Multitenancy.createOrUpdateTenant("acme");
  await UserRoles.createNewRoleOrAddPermissions("editor", ["document:read", "document:edit"]);
  const created = await EmailPassword.signUp("acme", "ada@acme.test", "a-long-passphrase-1");
  if (created.status !== "OK") throw new Error(created.status);
  await UserRoles.addRoleToUser("acme", created.user.id, "editor");
  const sessions = await Promise.all(
    ["acme", "public"].map((tenant) =>
      Session.createNewSessionWithoutRequestResponse(tenant, created.recipeUserId, { plan: "gold" }),
    ),
  );
  expect(sessions.map((session) => session.getAccessTokenPayload())).toMatchObject([
    {
      tId: "acme",
      "st-role": { v: ["editor"] },
      "st-perm": { v: ["document:read", "document:edit"] },
      plan: "gold",
    },
    { tId: "public", "st-role": { v: [] }, "st-perm": { v: [] } },
  ]);
  expect(sessions.map((session) => session.getHandle().endsWith("_acme"))).toEqual([true, false]);
  expect((await Multitenancy.listAllTenants()).tenants.map(({ tenantId }) => tenantId)).toContain("acme");
});

test("S3: the SDK signs people in by password, by third party and by code", async () => {
  const signedUp = await EmailPassword.signUp("public", "grace@acme.test", "a-long-passphrase-2");
  const byPassword = await EmailPassword.signIn("public", "grace@acme.test", "a-long-passphrase-2");
  const wrong = await EmailPassword.signIn("public", "grace@acme.test", "something else");
  const byThirdParty = await ThirdParty.manuallyCreateOrUpdateUser(
    "public",
    "github",
    "7",
    "g@acme.test",
    true,
  );
  const sent = await Passwordless.createCode({ tenantId: "public", email: "code@acme.test" });
  const byCode = await Passwordless.consumeCode({
    tenantId: "public",
    preAuthSessionId: sent.preAuthSessionId,
    deviceId: sent.deviceId,
    userInputCode: sent.userInputCode,
  });
  expect([signedUp, byPassword, wrong, byThirdParty, byCode].map(({ status }) => status)).toEqual([
    "OK",
    "OK",
    "WRONG_CREDENTIALS_ERROR",
    "OK",
    "OK",
  ]);
});

test("the SDK accepts what the stand-in signs without asking the core, of either kind of key", async () => {
  const tokens = [await core.accessToken({ userId: "ada" }), await core.accessToken({ isStaticKey: true })];
  await open(tokens[0] ?? "");
  const before = core.server.requests();
  const session = await open(tokens[0] ?? "");
  expect([session.getUserId(), core.server.requests() - before]).toEqual(["ada", 0]);
  expect(typeOf(await open(tokens[1] ?? "").catch((error: unknown) => error))).toBe("TRY_REFRESH_TOKEN");
});

test("the SDK refreshes, and tells the second use of a refresh token as theft", async () => {
  const session = await Session.createNewSessionWithoutRequestResponse("public", recipeUserIdOf("ada"));
  const first = session.getAllSessionTokensDangerously().refreshToken ?? "";
  const second = await Session.refreshSessionWithoutRequestResponse(first, true);
  await open(second.getAllSessionTokensDangerously().accessToken);
  const theft = await Session.refreshSessionWithoutRequestResponse(first, true).catch(
    (error: unknown) => error,
  );
  expect([second.getHandle(), typeOf(theft)]).toEqual([session.getHandle(), "TOKEN_THEFT_DETECTED"]);
});

test("the SDK changes claims, and keeps metadata; `null` deletes a key", async () => {
  const session = await Session.createNewSessionWithoutRequestResponse("public", recipeUserIdOf("ada"));
  await session.mergeIntoAccessTokenPayload({ department: "finance" });
  expect((await open(session.getAccessToken())).getAccessTokenPayload()).toMatchObject({
    department: "finance",
  });
  await UserMetadata.updateUserMetadata("ada", { plan: "gold", old: 1 });
  await UserMetadata.updateUserMetadata("ada", { old: null });
  expect((await UserMetadata.getUserMetadata("ada")).metadata).toEqual({ plan: "gold" });
});

test("a revoked session is good without `checkDatabase` and gone with it; without core nobody can say", async () => {
  const token = await core.accessToken({ userId: "bob" });
  const session = await open(token);
  await session.revokeSession();
  const relaxed = await open(token);
  const strict = await open(token, { checkDatabase: true }).catch((error: unknown) => error);
  await core.refuse();
  const cut = await open(token, { checkDatabase: true }).catch((error: unknown) => error);
  expect([relaxed.getUserId(), typeOf(strict), String(cut)]).toEqual([
    "bob",
    "UNAUTHORISED",
    expect.stringContaining("No SuperTokens core available"),
  ]);
});

test("the SDK knows nothing of made-up tokens", async () => {
  expect(supertokens.convertToRecipeUserId("ada").getAsString()).toBe("ada");
  const outcome = await open("not.a.token").catch((error: unknown) => error);
  expect(typeOf(outcome)).toBe("UNAUTHORISED");
});
