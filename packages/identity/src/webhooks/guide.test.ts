import { createIdentity, memoryDenyList } from "@orthrus/identity";
import { authentik } from "@orthrus/identity/authentik";
import { clerk } from "@orthrus/identity/clerk";
import {
  createDirectory,
  directorySource,
  migrateDirectory,
  sqlDeliveryLog,
  sqlDenyList,
} from "@orthrus/identity/directory";
import { type ClerkIssuer, clerkIssuer } from "@orthrus/identity/testing";
import {
  authentikHints,
  authentikLogout,
  authentikUsers,
  betterAuthHooks,
  clerkWebhooks,
  denyListSink,
  type EventSink,
  type IdentityEvent,
  kindeWebhooks,
  superTokensHooks,
} from "@orthrus/identity/webhooks";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { organization } from "better-auth/plugins";
import { Kysely, SqliteDialect } from "kysely";
import EmailPassword from "supertokens-node/recipe/emailpassword/index.js";
import Session from "supertokens-node/recipe/session/index.js";
import UserRoles from "supertokens-node/recipe/userroles/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqliteDatabase } from "../directory/contract-suite/sqlite-database.ts";
import { guideSuite, readGuide } from "../testing/guide-suite.ts";

const guide = readGuide("identity-webhooks");

guideSuite(guide, { file: import.meta.url, blockCount: 8 });

test("the table of events has them all", () => {
  const table = /<!-- events -->\n([\s\S]*?)\n\n/.exec(guide.text)?.[1] ?? "";
  const events: Record<IdentityEvent["type"], true> = {
    "user.upserted": true,
    "user.removed": true,
    "user.suspended": true,
    "org.upserted": true,
    "org.removed": true,
    "member.upserted": true,
    "member.removed": true,
    "session.revoked": true,
    "role.changed": true,
  };
  expect([...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name)).toEqual(Object.keys(events));
});

let issuerOfTests: ClerkIssuer;
beforeAll(async () => {
  issuerOfTests = await clerkIssuer();
  process.env.CLERK_PUBLISHABLE_KEY = issuerOfTests.publishableKey;
  process.env.CLERK_WEBHOOK_SIGNING_SECRET = issuerOfTests.webhookSecret;
  process.env.AUTHENTIK_WEBHOOK_SECRET = "a secret of the header mapping";
});
afterAll(async () => {
  await issuerOfTests.close();
  delete process.env.CLERK_PUBLISHABLE_KEY;
  delete process.env.CLERK_WEBHOOK_SIGNING_SECRET;
  delete process.env.AUTHENTIK_WEBHOOK_SECRET;
});

async function open() {
  const jwtKey = await issuerOfTests.publicKeyPem();
  const { publishableKey } = issuerOfTests;
  return clerk({ publishableKey, jwtKey, authorizedParties: ["https://app.acme.com"] });
}

const session = () => issuerOfTests.session({ sub: "user_1", sid: "sess_9", azp: "https://app.acme.com" });
const request = (type: string, data: Record<string, string>) =>
  new Request("https://api.acme.com/webhooks/clerk", {
    method: "POST",
    ...issuerOfTests.webhook(type, data),
  });

test("a revoked session is refused", async () => {
  const provider = await open();

  const denyList = memoryDenyList();
  const receive = clerkWebhooks({
    publishableKey: process.env.CLERK_PUBLISHABLE_KEY ?? "",
    secret: process.env.CLERK_WEBHOOK_SIGNING_SECRET ?? "",
    sinks: [denyListSink({ denyList, maxTokenLifetimeSeconds: 60 })],
  });

  const identity = createIdentity({ providers: [provider], denyList });

  const token = await session();
  const before = (await identity.identify(token)).kind;
  const { status } = await receive(request("session.revoked", { id: "sess_9" }));
  expect([before, status, (await identity.identify(token)).kind]).toEqual(["verified", 200, "invalid"]);
});

test("the receivers of the guide refuse what nobody has signed", async () => {
  const sinks: readonly EventSink[] = [];

  const kindeReceiver = kindeWebhooks({ issuer: "https://acme.kinde.com", sinks });

  const logout = authentikLogout({
    provider: authentik({ issuer: "https://id.acme.test/application/o/orthrus/" }),
    sinks,
  });

  const hints = authentikHints({
    secret: process.env.AUTHENTIK_WEBHOOK_SECRET ?? "",
    lookUp: authentikUsers({
      url: "https://id.acme.test",
      token: process.env.AUTHENTIK_API_TOKEN ?? "",
      issuer: "https://id.acme.test/application/o/orthrus/",
    }),
    sinks,
  });

  const post = () => new Request("https://api.acme.com/", { method: "POST", body: "{}" });
  const answers = await Promise.all([kindeReceiver, logout, hints].map((receive) => receive(post())));
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
});

test("the hooks are what the SDKs take", () => {
  const sinks: readonly EventSink[] = [];
  const database = memoryAdapter({});

  const hooks = superTokensHooks({ issuer: "https://api.acme.test/auth", sinks });

  const recipeList = [
    EmailPassword.init({ override: { functions: hooks.signUp } }),
    UserRoles.init({ override: { functions: hooks.userRoles } }),
    Session.init({ override: { functions: hooks.session } }),
  ];

  const { databaseHooks, organizationHooks } = betterAuthHooks({ issuer: "https://app.acme.test", sinks });

  const auth = betterAuth({
    baseURL: "https://app.acme.test",
    database,
    databaseHooks,
    plugins: [organization({ organizationHooks })],
  });

  expect([recipeList.length, typeof auth.handler]).toEqual([3, "function"]);
});

test("the directory is filled, read, and enriches principals", async () => {
  const provider = await open();
  const db = new Kysely<{ readonly documents: { readonly id: string } }>({
    dialect: new SqliteDialect({ database: await openSqliteDatabase() }),
  });
  const { publishableKey, webhookSecret: secret, issuer } = issuerOfTests;

  const database = { db, dialect: "sqlite" } as const;
  await migrateDirectory(database);
  const directory = createDirectory(database);
  const shared = sqlDenyList(database);

  const receiveAll = clerkWebhooks({
    publishableKey,
    secret,
    deliveries: sqlDeliveryLog(database),
    sinks: [directory, denyListSink({ denyList: shared, maxTokenLifetimeSeconds: 60 })],
  });

  await receiveAll(request("user.created", { id: "user_1", first_name: "Ada" }));

  await directory.user(issuer, "user_1");
  await directory.memberships(issuer, "user_1");

  const enriched = createIdentity({
    providers: [provider],
    denyList: shared,
    sources: [
      directorySource({
        directory,
        attributes: { orgs: "orgs", directory: "record" },
        freshnessSeconds: 60,
        maxSyncAgeSeconds: 93_600,
      }),
    ],
  });

  const outcome = await enriched.identify(await session());
  await receiveAll(request("user.deleted", { id: "user_1" }));
  expect([outcome, await enriched.identify(await session())]).toMatchObject([
    { kind: "verified", principal: { attributes: { orgs: [], directory: { name: "Ada" } } } },
    { kind: "invalid", reason: "revoked" },
  ]);
  await db.destroy();
});
