import { createIdentity, memoryDenyList } from "@orthrus/identity";
import { authentik, verifyLogoutToken } from "@orthrus/identity/authentik";
import { type AuthentikIssuer, authentikIssuer } from "@orthrus/identity/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guideSuite, readGuide } from "../../testing/guide-suite.ts";

const guide = readGuide("identity-authentik");

guideSuite(guide, { file: import.meta.url, blockCount: 3 });

let environment: AuthentikIssuer;
beforeAll(async () => {
  environment = await authentikIssuer();
  process.env.AUTHENTIK_ISSUER = environment.issuer;
});
afterAll(async () => {
  await environment.close();
  delete process.env.AUTHENTIK_ISSUER;
});

test("A1, A2: a request gives the principal that the guide shows, until Authentik logs the session out", async () => {
  const token = await environment.accessToken({
    groups: ["editors", "authentik Admins"],
    entitlements: ["publisher"],
    claims: { tenant: "acme", clearance: { level: 3 } },
  });
  const request = new Request("https://api.acme.test/", { headers: { authorization: `Bearer ${token}` } });

  const provider = authentik({
    issuer: process.env.AUTHENTIK_ISSUER ?? "https://id.acme.test/application/o/orthrus/",
    audience: "orthrus-web",
    tenantClaim: "tenant",
    groupRoles: { "authentik Admins": "admin" },
  });
  const identity = createIdentity({ providers: [provider] });

  const outcome = await identity.identify(request);

  const shown = (guide.blocks("json")[0] ?? "").replace(
    "https://id.acme.test/application/o/orthrus/",
    environment.issuer,
  );
  expect(outcome).toMatchObject({ kind: "verified", principal: JSON.parse(shown) });

  const denyList = memoryDenyList();
  const guarded = createIdentity({ providers: [provider], denyList });

  async function logout(form: URLSearchParams): Promise<number> {
    const result = await verifyLogoutToken(form.get("logout_token") ?? "", provider);
    if (result.kind !== "logout") return result.kind === "unavailable" ? 503 : 400;
    for (const entry of result.entries) await denyList.deny(entry);
    return 200;
  }

  const posted = await environment.logoutToken({ sid: "5b1d7c" });
  expect([
    await logout(new URLSearchParams({ logout_token: token })),
    (await guarded.identify(request)).kind,
    await logout(new URLSearchParams({ logout_token: posted })),
    (await guarded.identify(request)).kind,
  ]).toEqual([400, "verified", 200, "invalid"]);
});

test("the stand-in takes the place of Authentik", async () => {
  await using issuer = await authentikIssuer();
  const token = await issuer.accessToken({
    groups: ["editors"],
    entitlements: ["publisher"],
    claims: { clearance: { level: 3 } },
  });
  const outcome = await createIdentity({ providers: [authentik({ issuer: issuer.issuer })] }).identify(token);

  expect(outcome).toMatchObject({
    kind: "verified",
    principal: { roles: ["user", "publisher"], attributes: { groups: ["editors"], clearance: { level: 3 } } },
  });
});
