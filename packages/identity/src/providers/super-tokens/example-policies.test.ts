import { fileURLToPath } from "node:url";
import { openPdp, type Pdp, runTestSuites } from "@orthrus/engine";
import { compilePolicies, loadTestSuites } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { diskStore } from "@orthrus/store/disk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity } from "../../identify.ts";
import {
  type SuperTokensCore,
  type SuperTokensSession,
  superTokensCore,
} from "../../testing/super-tokens.ts";
import { superTokensCoreApi } from "./core-api.ts";
import { startImpersonation } from "./impersonation.ts";
import { superTokensMetadata } from "./metadata-source.ts";
import { superTokens } from "./super-tokens.ts";

const policies = fileURLToPath(new URL("../../../../../examples/identity/super-tokens", import.meta.url));

test("S4: the tests of the example policies pass", async () => {
  const { files } = await diskStore(policies).read();
  const { policySet } = compilePolicies(files);
  const run = policySet && runTestSuites(policySet, loadTestSuites(files));
  expect(run?.summary.counts).toEqual({ skipped: 0, passed: 40, failed: 0, errored: 0 });
});

describe("from a session to a decision", () => {
  let core: SuperTokensCore;
  let pdp: Pdp;
  beforeAll(async () => {
    core = await superTokensCore();
    core.setMetadata("gold-user", { tenants: { acme: { plan: "gold" } } });
    pdp = await openPdp({ store: diskStore(policies) });
  });
  afterAll(async () => {
    await pdp.close();
    await core.close();
  });

  // biome-ignore format: one row per session
  test.each<readonly [string, SuperTokensSession, string, JsonObject, readonly string[]]>([
    ["administrators manage billing", { roles: ["admin"] }, "billing", {}, ["view", "manage"]],
    ["members only view it", {}, "billing", {}, ["view"]],
    ["whoever acts as an administrator only views it", { roles: ["admin"], claims: startImpersonation({ by: "support-1", as: "user-1" }).accessTokenPayload }, "billing", {}, ["view"]],
    ["so does an impersonator without a name", { roles: ["admin"], claims: { isImpersonation: true } }, "billing", {}, ["view"]],
    ["S4: permissions count in the tenant of the session", { permissions: ["document:read"] }, "document", {}, ["read"]],
    ["S4: and in no other", { tenant: "globex", roles: ["admin"], permissions: ["document:read"] }, "document", {}, []],
    ["S4: nor without one", { tenant: "public", permissions: ["document:read"] }, "document", {}, []],
    ["S2, S4: metadata of the tenant opens what is for the plan", { userId: "gold-user", permissions: ["document:read"] }, "document", {}, ["read", "export"]],
    ["S2: a claim that wants to be metadata is not", { permissions: ["document:read"], wrapped: { metadata: { plan: "gold" } } }, "document", {}, ["read"]],
    ["a second factor opens what needs one", { permissions: ["document:delete"], mfa: { factors: { emailpassword: 1, totp: 2 }, isEnough: true } }, "document", {}, ["delete"]],
    ["S2: a session claim opens what is for the department", { permissions: ["document:read"], wrapped: { department: "finance" } }, "document", { department: "finance" }, ["read"]],
    ["S2: without it the document stays closed", { permissions: ["document:read"] }, "document", { department: "finance" }, []],
  ])("%s", async (_, session, kind, attributes, expected) => {
    const identity = createIdentity({
      providers: [superTokens({ issuer: core.issuer, onNotice: () => undefined })],
      sources: [superTokensMetadata({ from: superTokensCoreApi(core), freshnessSeconds: 60 })],
      clock: core.clock.now,
    });
    const outcome = await identity.identify(await core.accessToken({ tenant: "acme", ...session }));
    if (outcome.kind !== "verified") throw new Error(outcome.kind);
    const resource = { kind, id: "1", attributes: { tenant: "acme", ...attributes } };
    const actions = kind === "billing" ? ["view", "manage"] : ["read", "export", "delete"];
    expect(pdp.check({ principal: outcome.principal, resource, actions }).allowedActions()).toEqual(expected);
  });
});
