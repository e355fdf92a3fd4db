import { fileURLToPath } from "node:url";
import { openPdp, type Pdp, runTestSuites } from "@orthrus/engine";
import { compilePolicies, loadTestSuites } from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity } from "../../identify.ts";
import { type ClerkIssuer, clerkIssuer } from "../../testing/clerk.ts";
import type { ClerkSession } from "../../testing/clerk-claims.ts";
import { clerk } from "./session.ts";

const policies = fileURLToPath(new URL("../../../../../examples/identity/clerk", import.meta.url));

test("C2: the tests of the example policies pass", async () => {
  const { files } = await diskStore(policies).read();
  const { policySet } = compilePolicies(files);
  const run = policySet && runTestSuites(policySet, loadTestSuites(files));
  expect(run?.summary.counts).toEqual({ skipped: 0, passed: 45, failed: 0, errored: 0 });
});

describe("from the token of a session to a decision", () => {
  let issuer: ClerkIssuer;
  let pdp: Pdp;
  beforeAll(async () => {
    issuer = await clerkIssuer();
    pdp = await openPdp({ store: diskStore(policies) });
  });
  afterAll(async () => {
    await pdp.close();
    await issuer.close();
  });

  const acme = (role: string, ...permissions: readonly string[]): ClerkSession => ({
    org: { id: "org_acme", slug: "acme", role, permissions },
  });
  const bill = { kind: "billing", id: "bill", attributes: { orgId: "org_acme" } };
  const handbook = { kind: "document", id: "handbook", attributes: { orgId: "org_acme" } };
  const salaries = {
    kind: "document",
    id: "salaries",
    attributes: { orgId: "org_acme", department: "finance" },
  };
  const onBill = ["view", "manage", "plan:change"];
  const onDocument = ["read", "edit", "export"];

  // biome-ignore format: one row per session
  test.each([
    ["C2: administrators manage billing", { ...acme("admin"), factorAges: [90, 3] }, bill, onBill],
    ["C2: members only view it", acme("member"), bill, ["view"]],
    ["C2: administrators of another organisation see nothing of it", { org: { id: "org_globex", role: "admin" } }, bill, []],
    ["a plan is changed only with a recent second factor", { ...acme("admin"), factorAges: [3, -1] }, bill, ["view", "manage"]],
    ["whoever impersonates an administrator spends nothing", { ...acme("admin"), factorAges: [1, 1], actor: { sub: "user_support" } }, bill, ["view"]],
    ["permissions come from the bit masks", acme("member", "org:documents:read"), handbook, ["read"]],
    ["a feature of the plan adds what it is for", { ...acme("member", "org:documents:read"), features: ["o:exports"] }, handbook, ["read", "export"]],
    ["permissions in another organisation are none here", { org: { id: "org_globex", permissions: ["org:documents:edit"] } }, handbook, []],
    ["C1: a custom claim opens what is for its department", { ...acme("member", "org:documents:read"), claims: { department: "finance" } }, salaries, ["read"]],
    ["C1: without the claim it stays closed", acme("member", "org:documents:read"), salaries, []],
    ["users cannot put themselves into a department", { ...acme("member", "org:documents:read"), claims: { unsafe_metadata: { department: "finance" } } }, salaries, []],
  ] as const)("%s", async (_, session, resource, allowed) => {
    const identity = createIdentity({
      providers: [clerk({ issuer: issuer.issuer, jwksUrl: issuer.jwksUri, authorizedParties: "any", onNotice: () => undefined })],
      clock: issuer.clock.now,
    });
    for (const version of [1, 2] as const) {
      // Features came with version 2.
      if (version === 1 && "features" in session) continue;
      const outcome = await identity.identify(await issuer.session({ ...session, version } as ClerkSession));
      if (outcome.kind !== "verified") throw new Error(outcome.kind);
      const actions = resource === bill ? onBill : onDocument;
      expect(pdp.check({ principal: outcome.principal, resource, actions }).allowedActions()).toEqual(allowed);
    }
  });
});
