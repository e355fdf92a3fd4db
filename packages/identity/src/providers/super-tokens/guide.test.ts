import { createIdentity, type Identity } from "@orthrus/identity";
import {
  identityFromSuperTokensSession,
  type SuperTokensSessionContainer,
  startImpersonation,
  superTokens,
  superTokensCoreApi,
  superTokensMetadata,
} from "@orthrus/identity/super-tokens";
import { type SuperTokensCore, superTokensCore } from "@orthrus/identity/testing";
import { PrimitiveClaim } from "supertokens-node/recipe/session/claims.js";
import Session from "supertokens-node/recipe/session/index.js";
import UserMetadata from "supertokens-node/recipe/usermetadata/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guideSuite, readGuide } from "../../testing/guide-suite.ts";
import { connectSdk, recipeUserIdOf } from "../../testing/super-tokens-sdk.ts";

const guide = readGuide("identity-super-tokens");

guideSuite(guide, { file: import.meta.url, blockCount: 7 });

let environment: SuperTokensCore;
beforeAll(async () => {
  environment = await superTokensCore();
  connectSdk(environment);
  process.env.SUPERTOKENS_ISSUER = environment.issuer;
});
afterAll(async () => {
  await environment.close();
  delete process.env.SUPERTOKENS_ISSUER;
});

test("S2, S4: a request gives the principal that the guide shows, and so does a session of the SDK", async () => {
  const token = await environment.accessToken({
    userId: "9b0c1e0e",
    tenant: "acme",
    roles: ["editor"],
    permissions: ["document:read", "document:edit"],
    emailVerified: true,
    wrapped: { department: "finance" },
    claims: { sessionHandle: "3ec2e044_acme" },
  });
  const request = new Request("https://api.acme.test/", { headers: { authorization: `Bearer ${token}` } });

  const provider = superTokens({ issuer: process.env.SUPERTOKENS_ISSUER ?? "https://api.acme.test/auth" });
  const identity = createIdentity({ providers: [provider] });

  const outcome = await identity.identify(request);

  const shown = (guide.blocks("json")[0] ?? "").replace("https://api.acme.test/auth", environment.issuer);
  expect(outcome).toMatchObject({ kind: "verified", principal: JSON.parse(shown) });
  const session = await Session.getSessionWithoutRequestResponse(token, undefined, { antiCsrfCheck: false });
  expect(await throughSession(identity, session)).toEqual(outcome);
});

async function throughSession(identity: Identity, session: SuperTokensSessionContainer) {
  const outcome = await identity.accept(identityFromSuperTokensSession(session));

  return outcome;
}

test("a revoked session is refused where the core is asked", async () => {
  const { issuer, connectionUri } = environment;
  const apiKey = "secret";

  const strict = superTokens({ issuer, sessions: superTokensCoreApi({ connectionUri, apiKey }) });

  const token = await environment.accessToken({ claims: { sessionHandle: "revoked" } });
  environment.revokeSession("revoked");
  expect(await createIdentity({ providers: [strict] }).identify(token)).toMatchObject({ reason: "revoked" });
});

test("S2: metadata comes with the session, or from a source", async () => {
  const session = await Session.createNewSessionWithoutRequestResponse("public", recipeUserIdOf("ada"));
  await UserMetadata.updateUserMetadata("ada", { clearance: 3, plan: "gold" });

  const clearance = new PrimitiveClaim<number>({
    key: "clearance",
    fetchValue: async (userId) => (await UserMetadata.getUserMetadata(userId)).metadata.clearance as number,
  });
  await session.fetchAndSetClaim(clearance);

  const provider = superTokens({ issuer: environment.issuer });

  const metadata = superTokensMetadata({ from: UserMetadata, freshnessSeconds: 60, keys: ["plan"] });
  const enriched = createIdentity({ providers: [provider], sources: [metadata] });

  expect(await enriched.identify(session.getAccessToken())).toMatchObject({
    principal: { attributes: { clearance: 3, metadata: { plan: "gold" } } },
  });
});

test("an impersonated session says by whom", () => {
  const { userId, accessTokenPayload } = startImpersonation({ by: "support-1", as: "ada" });

  expect([userId, accessTokenPayload]).toEqual([
    "ada",
    { isImpersonation: true, impersonatedBy: "support-1" },
  ]);
});

test("the stand-in takes the place of the core", async () => {
  await using core = await superTokensCore();
  const token = await core.accessToken({ tenant: "acme", roles: ["editor"], permissions: ["document:read"] });
  const outcome = await createIdentity({ providers: [superTokens({ issuer: core.issuer })] }).identify(token);

  expect(outcome).toMatchObject({
    kind: "verified",
    principal: { roles: ["user", "editor"], attributes: { tenant: "acme" } },
  });
});
