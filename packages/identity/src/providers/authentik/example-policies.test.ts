import { fileURLToPath } from "node:url";
import { openPdp, type Pdp, runTestSuites } from "@orthrus/engine";
import { compilePolicies, loadTestSuites } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { diskStore } from "@orthrus/store/disk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity } from "../../identify.ts";
import { type AuthentikIssuer, type AuthentikUser, authentikIssuer } from "../../testing/authentik.ts";
import { authentik } from "./authentik.ts";

const policies = fileURLToPath(new URL("../../../../../examples/identity/authentik", import.meta.url));

test("A2: the tests of the example policies pass", async () => {
  const { files } = await diskStore(policies).read();
  const { policySet } = compilePolicies(files);
  const run = policySet && runTestSuites(policySet, loadTestSuites(files));
  expect(run?.summary.counts).toEqual({ skipped: 0, passed: 40, failed: 0, errored: 0 });
});

describe("from an access token to a decision", () => {
  let issuer: AuthentikIssuer;
  let pdp: Pdp;
  beforeAll(async () => {
    issuer = await authentikIssuer();
    pdp = await openPdp({ store: diskStore(policies) });
  });
  afterAll(async () => {
    await pdp.close();
    await issuer.close();
  });

  const inAcme = { tenant: "acme" };
  const finance = { group: "finance" };
  // biome-ignore format: one row per token
  test.each<readonly [string, AuthentikUser, string, JsonObject, readonly string[]]>([
    ["A2: a group that the table makes a role manages billing", { groups: ["authentik Admins"], claims: inAcme }, "billing", {}, ["view", "manage"]],
    ["A2: a group called like the role does not", { groups: ["admin"], claims: inAcme }, "billing", {}, ["view"]],
    ["nor do administrators of another tenant", { groups: ["authentik Admins"], claims: { tenant: "globex" } }, "billing", {}, []],
    ["A2: a group works on its documents", { groups: ["finance"], claims: inAcme }, "document", finance, ["read", "edit"]],
    ["A2: an entitlement publishes", { entitlements: ["publisher"], claims: inAcme }, "document", finance, ["read", "publish"]],
    ["without the scope there is no entitlement", { scopes: ["openid", "profile"], entitlements: ["publisher"], claims: inAcme }, "document", finance, []],
    ["A1: an object of a property mapping opens what is classified", { groups: ["finance"], claims: { ...inAcme, clearance: { level: 3 } } }, "document", { ...finance, classification: 3 }, ["read", "edit"]],
    ["A1: one of a lower level does not", { groups: ["finance"], claims: { ...inAcme, clearance: { level: 2 } } }, "document", { ...finance, classification: 3 }, []],
    ["A1: nor does a mapping that failed and left nothing", { groups: ["finance"], claims: inAcme }, "document", { ...finance, classification: 3 }, []],
    ["A4: a passkey gives what a password gives", { groups: ["finance"], claims: { ...inAcme, amr: ["user"] } }, "document", finance, ["read", "edit"]],
  ])("%s", async (_, user, kind, attributes, expected) => {
    const provider = authentik({
      issuer: issuer.issuer,
      groupRoles: { "authentik Admins": "admin" },
      tenantClaim: "tenant",
      onNotice: () => undefined,
    });
    const identity = createIdentity({ providers: [provider], clock: issuer.clock.now });
    const outcome = await identity.identify(await issuer.accessToken(user));
    if (outcome.kind !== "verified") throw new Error(outcome.kind);
    const resource = { kind, id: "1", attributes: { ...inAcme, ...attributes } };
    const actions = kind === "billing" ? ["view", "manage"] : ["read", "edit", "publish"];
    expect(pdp.check({ principal: outcome.principal, resource, actions }).allowedActions()).toEqual(expected);
  });
});
