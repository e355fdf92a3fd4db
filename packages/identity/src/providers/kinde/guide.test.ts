import { createIdentity, type Identity, type Outcome } from "@orthrus/identity";
import {
  featureAttributes,
  identityFromKindeSession,
  type KindeProvider,
  type KindeSession,
  kinde,
} from "@orthrus/identity/kinde";
import { type KindeIssuer, kindeIssuer } from "@orthrus/identity/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guideSuite, readGuide } from "../../testing/guide-suite.ts";

const guide = readGuide("identity-kinde");

guideSuite(guide, { file: import.meta.url, blockCount: 4 });

let environment: KindeIssuer;
beforeAll(async () => {
  environment = await kindeIssuer();
  process.env.KINDE_ISSUER_URL = environment.issuer;
});
afterAll(async () => {
  await environment.close();
  delete process.env.KINDE_ISSUER_URL;
});

const ada = {
  sub: "kp_3a1b",
  audience: ["acme:api"],
  org: { code: "org_77ab", name: "Acme" },
  permissions: ["document:read", "document:share"],
  roles: ["editor"],
  flags: { beta_export: true, max_shares: 3, theme: "dark" },
  userProperties: { department: "finance" },
};

test("K1, K2, K3: a request gives the principal that the guide shows, and so does a session", async () => {
  const token = await environment.accessToken(ada);
  const request = new Request("https://api.acme.com/", { headers: { authorization: `Bearer ${token}` } });

  const provider = kinde({
    issuer: process.env.KINDE_ISSUER_URL ?? "https://acme.kinde.com",
    audience: "acme:api",
  });
  const identity = createIdentity({ providers: [provider] });

  const outcome = await identity.identify(request);

  const shown = (guide.blocks("json")[0] ?? "").replace("https://acme.kinde.com", environment.issuer);
  expect(outcome).toMatchObject({ kind: "verified", principal: JSON.parse(shown) });
  const session = { getSessionItem: async (key: string) => (key === "access_token" ? token : null) };
  expect(await throughSession(identity, session, provider)).toEqual(outcome);
  expect(flagsOf(outcome, { orgId: "org_77ab", shares: 2 })).toEqual({
    orgId: "org_77ab",
    shares: 2,
    features: { beta_export: true, max_shares: 3, theme: "dark" },
  });
  expect(flagsOf(outcome, { orgId: "org_9", shares: 2 })).toEqual({ orgId: "org_9", shares: 2 });
});

async function throughSession(
  identity: Identity,
  session: KindeSession,
  provider: KindeProvider,
): Promise<Outcome> {
  const outcome = await identity.accept(await identityFromKindeSession(session, provider));

  return outcome;
}

function flagsOf(outcome: Outcome, document: { readonly orgId: string; readonly shares: number }) {
  if (outcome.kind !== "verified") throw new Error(outcome.kind);

  const attributes = {
    orgId: document.orgId,
    shares: document.shares,
    ...featureAttributes(outcome.identity, { orgId: document.orgId }),
  };

  return attributes;
}

test("the stand-in takes the place of Kinde", async () => {
  await using issuer = await kindeIssuer();
  const provider = kinde({ issuer: issuer.issuer, audience: "acme:api" });
  const token = await issuer.accessToken({
    audience: ["acme:api"],
    org: { code: "org_77ab" },
    flags: { beta_export: true },
  });
  const outcome = await createIdentity({ providers: [provider] }).identify(token);

  expect(outcome).toMatchObject({
    kind: "verified",
    principal: { attributes: { org: { id: "org_77ab" }, features: { beta_export: true } } },
  });
});
