import { fileURLToPath } from "node:url";
import { openPdp, type Pdp, runTestSuites } from "@orthrus/engine";
import { compilePolicies, loadTestSuites } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { diskStore } from "@orthrus/store/disk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity } from "../../identify.ts";
import { type KindeIssuer, type KindeUser, kindeIssuer } from "../../testing/kinde.ts";
import { featureAttributes } from "./feature-attributes.ts";
import { kinde } from "./kinde.ts";

const policies = fileURLToPath(new URL("../../../../../examples/identity/kinde", import.meta.url));

test("K2: the tests of the example policies pass", async () => {
  const { files } = await diskStore(policies).read();
  const { policySet } = compilePolicies(files);
  const run = policySet && runTestSuites(policySet, loadTestSuites(files));
  expect(run?.summary.counts).toEqual({ skipped: 0, passed: 82, failed: 0, errored: 0 });
});

describe("from an access token to a decision", () => {
  let issuer: KindeIssuer;
  let pdp: Pdp;
  beforeAll(async () => {
    issuer = await kindeIssuer();
    pdp = await openPdp({ store: diskStore(policies) });
  });
  afterAll(async () => {
    await pdp.close();
    await issuer.close();
  });

  const verified = async (token: string) => {
    const provider = kinde({ issuer: issuer.issuer, audience: "acme:api", onNotice: () => undefined });
    const outcome = await createIdentity({ providers: [provider], clock: issuer.clock.now }).identify(token);
    if (outcome.kind !== "verified") throw new Error(outcome.kind);
    return outcome;
  };
  const acme = (user: KindeUser): KindeUser => ({
    audience: ["acme:api"],
    org: { code: "org_acme" },
    ...user,
  });
  const allowed = (
    principal: Parameters<Pdp["check"]>[0]["principal"],
    kind: string,
    attributes: JsonObject,
    actions: readonly string[],
  ) =>
    pdp
      .check({
        principal,
        resource: { kind, id: "1", attributes: { orgId: "org_acme", ...attributes } },
        actions,
      })
      .allowedActions();

  // biome-ignore format: one row per token
  test.each([
    ["administrators manage billing", { roles: ["admin"] }, "billing", {}, ["view", "manage"]],
    ["members only view it", {}, "billing", {}, ["view"]],
    ["K1: permissions count in the active organisation", { permissions: ["document:read"] }, "document", {}, ["read"]],
    ["K4: and in no other", { org: { code: "org_globex" }, roles: ["admin"], permissions: ["document:read"] }, "document", {}, []],
    ["K2: a flag of the principal opens what it is for", { permissions: ["document:read"], flags: { beta_export: true } }, "document", {}, ["read", "export"]],
    ["K2: a flag alone opens nothing", { flags: { beta_export: true } }, "document", {}, []],
    ["K2: nor does one that is not of its type", { permissions: ["document:read"], claims: { feature_flags: { beta_export: { t: "b", v: "true" } } } }, "document", {}, ["read"]],
    ["K3: a user property opens what is for the department", { permissions: ["document:read"], userProperties: { department: "finance" } }, "document", { department: "finance" }, ["read"]],
    ["K3: without it the document stays closed", { permissions: ["document:read"] }, "document", { department: "finance" }, []],
  ] as const)("%s", async (_, user, kind, attributes, expected) => {
    const { principal } = await verified(await issuer.accessToken(acme(user as KindeUser)));
    expect(allowed(principal, kind, attributes, kind === "billing" ? ["view", "manage"] : ["read", "export", "share"])).toEqual(expected);
  });

  test("K2: flags on a resource gate it by the plan of its owner", async () => {
    const { identity, principal } = await verified(
      await issuer.accessToken(
        acme({ permissions: ["document:share"], flags: { sharing: true, max_shares: 3 } }),
      ),
    );
    const flags = featureAttributes(identity, { orgId: "org_acme" });
    expect([
      allowed(principal, "document", { shares: 2, ...flags }, ["share"]),
      allowed(principal, "document", { shares: 3, ...flags }, ["share"]),
      allowed(principal, "document", { shares: 2, ...featureAttributes(identity, { orgId: "org_globex" }) }, [
        "share",
      ]),
    ]).toEqual([["share"], [], []]);
  });

  test("a machine of the organisation reads, one of no organisation does not", async () => {
    const machine = { audience: ["acme:api"], scopes: ["documents:read"] };
    const principals = await Promise.all(
      [await issuer.machineToken({ ...machine, org: "org_acme" }), await issuer.machineToken(machine)].map(
        async (token) => (await verified(token)).principal,
      ),
    );
    expect(principals.map((principal) => allowed(principal, "document", {}, ["read"]))).toEqual([
      ["read"],
      [],
    ]);
  });
});
