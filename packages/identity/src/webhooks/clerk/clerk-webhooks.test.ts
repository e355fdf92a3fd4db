import { verifyWebhook } from "@clerk/backend/webhooks";
import { createIdentity, memoryDenyList } from "@orthrus/identity";
import { clerk } from "@orthrus/identity/clerk";
import { type ClerkIssuer, clerkIssuer } from "@orthrus/identity/testing";
import {
  type ClerkWebhookOptions,
  clerkWebhooks,
  denyListSink,
  type IdentityEvent,
} from "@orthrus/identity/webhooks";
import fc from "fast-check";
import { Webhook } from "svix";
import { afterAll, beforeAll, expect, test } from "vitest";

let issuer: ClerkIssuer;
beforeAll(async () => {
  issuer = await clerkIssuer();
});
afterAll(() => issuer.close());

function open(options: Partial<ClerkWebhookOptions> = {}) {
  const events: IdentityEvent[] = [];
  const { publishableKey, webhookSecret } = issuer;
  const receive = clerkWebhooks({
    publishableKey,
    secret: webhookSecret,
    clock: issuer.clock.now,
    sinks: [{ apply: (some) => void events.push(...some) }],
    ...options,
  });
  const post = async (delivery: { readonly headers: Record<string, string>; readonly body: BodyInit }) =>
    (await receive(new Request("https://api.acme.test/hooks/clerk", { method: "POST", ...delivery }))).status;
  return { events, receive, post };
}

const user = {
  id: "user_1",
  first_name: "Ada",
  last_name: "Lovelace",
  primary_email_address_id: "idn_2",
  email_addresses: [
    { id: "idn_1", email_address: "old@acme.test", verification: { status: "verified" } },
    { id: "idn_2", email_address: "ada@acme.test", verification: { status: "unverified" } },
  ],
  public_metadata: { team: "legal" },
  private_metadata: { clearance: 3 },
  unsafe_metadata: { clearance: 9 },
  external_id: null,
  banned: false,
  locked: false,
  updated_at: 1_700_000_000_123,
};
const membership = {
  id: "orgmem_1",
  role: "org:editor",
  permissions: ["org:docs:edit"],
  organization: { id: "org_7", name: "Acme", slug: "acme" },
  public_user_data: { user_id: "user_1", identifier: "ada@acme.test" },
  updated_at: 1_700_000_000_200,
};
const record = {
  id: "user_1",
  email: "ada@acme.test",
  emailVerified: false,
  name: "Ada Lovelace",
  isSuspended: false,
  metadata: { public: { team: "legal" }, private: { clearance: 3 } },
};
const ids = { orgId: "org_7", userId: "user_1" };

// biome-ignore format: one row per event; NOW is the time of the envelope
test.each<[type: string, data: object, expected: readonly object[]]>([
  ["user.created", user, [{ type: "user.upserted", changedAtMs: 1_700_000_000_123, user: record }]],
  ["user.updated", { ...user, banned: true }, [
    { type: "user.upserted", changedAtMs: 1_700_000_000_123, user: { ...record, isSuspended: true } },
    { type: "user.suspended", changedAtMs: 1_700_000_000_123, userId: "user_1" },
  ]],
  ["user.updated", { ...user, locked: true }, [{ type: "user.upserted", changedAtMs: 1_700_000_000_123 }, { type: "user.suspended", changedAtMs: 1_700_000_000_123 }]],
  ["user.deleted", { id: "user_1", deleted: true }, [{ type: "user.removed", userId: "user_1" }]],
  ["session.revoked", { id: "sess_9", user_id: "user_1", status: "revoked" }, [{ type: "session.revoked", sessionId: "sess_9", userId: "user_1" }]],
  ["session.ended", { id: "sess_9" }, [{ type: "session.revoked", sessionId: "sess_9" }]],
  ["session.removed", { id: "sess_9" }, [{ type: "session.revoked", sessionId: "sess_9" }]],
  ["organization.updated", { id: "org_7", name: "Acme", slug: "acme", updated_at: 5 }, [{ type: "org.upserted", changedAtMs: 5, org: { id: "org_7", name: "Acme", slug: "acme", metadata: { public: {}, private: {} } } }]],
  ["organization.deleted", { id: "org_7", deleted: true }, [{ type: "org.removed", orgId: "org_7" }]],
  ["organizationMembership.created", membership, [{ type: "member.upserted", changedAtMs: 1_700_000_000_200, member: { ...ids, roles: ["org:editor"], permissions: ["org:docs:edit"] } }]],
  ["organizationMembership.deleted", membership, [{ type: "member.removed", ...ids }]],
  ["role.updated", { id: "role_1", key: "org:editor", permissions: [{ key: "org:docs:edit" }], updated_at: 7 }, [{ type: "role.changed", changedAtMs: 7, isRemoved: false, role: { id: "role_1", key: "org:editor", permissions: ["org:docs:edit"] } }]],
  ["role.deleted", { id: "role_1", key: "org:editor", permissions: [] }, [{ type: "role.changed", isRemoved: true, role: { id: "role_1", key: "org:editor" } }]],
  ["session.created", { id: "sess_9" }, []],
  ["email.created", { id: "ema_1" }, []],
  ["user.updated", { nothing: true }, []],
  ["toString", {}, []],
])("%s, case %#", async (type, data, expected) => {
  const { events, post, receive } = open();
  const status = await post(issuer.webhook(type, JSON.parse(JSON.stringify(data))));
  const origin = { issuer: issuer.issuer, changedAtMs: issuer.clock.now() };
  expect(events).toMatchObject(expected.map((event) => ({ ...origin, ...event })));
  const { applied, unknown } = receive.counts;
  expect([status, applied, unknown]).toEqual(expected.length > 0 ? [200, 1, 0] : [200, 0, 1]);
});

/** What each of the two says about a delivery, by the clock of this machine. */
async function verdicts(headers: Record<string, string>, body: string, secret = issuer.webhookSecret) {
  const request = () => new Request("https://api.acme.test/hooks", { method: "POST", headers, body });
  const theirs = await verifyWebhook(request(), { signingSecret: secret }).then(
    () => 200,
    () => 400,
  );
  const ours = (await open({ secret, clock: Date.now }).receive(request())).status;
  return { ours, theirs };
}

test("accepts and refuses what verifyWebhook of Clerk does, signed by svix", async () => {
  const seconds = fc.constantFrom(0, 0, -298, 298, -302, 302);
  const change = fc.constantFrom(
    "nothing",
    "body",
    "id",
    "time",
    "secret",
    "version",
    "prefix",
    "second",
    "missing",
  );
  const texts = fc.string({ unit: "grapheme", maxLength: 60 });
  const accepted: boolean[] = [];
  await fc.assert(
    fc.asyncProperty(seconds, change, texts, fc.uuid(), async (offset, changed, text, id) => {
      const body = JSON.stringify({ type: "email.created", data: { text }, timestamp: 1 });
      const at = new Date((Math.floor(Date.now() / 1_000) + offset) * 1_000);
      const other = `whsec_${btoa("some other secret of 24 b")}`;
      const signer = new Webhook(changed === "secret" ? other : issuer.webhookSecret);
      const signature = signer.sign(id, at, body);
      const headers: Record<string, string> = {
        "svix-id": changed === "id" ? `${id}x` : id,
        "svix-timestamp": String(at.getTime() / 1_000 + (changed === "time" ? 1 : 0)),
        "svix-signature":
          changed === "version"
            ? signature.replace("v1,", "v2,")
            : changed === "second"
              ? `v1,AAAA v1a,zz ${signature}`
              : signature,
      };
      if (changed === "missing") delete headers["svix-signature"];
      const sent =
        changed === "prefix"
          ? Object.fromEntries(
              Object.entries(headers).map(([name, value]) => [name.replace("svix", "webhook"), value]),
            )
          : headers;
      const { ours, theirs } = await verdicts(sent, changed === "body" ? body.replace("1}", "2}") : body);
      accepted.push(theirs === 200);
      expect({ ours }).toEqual({ ours: theirs });
    }),
    { numRuns: 150 },
  );
  const good = accepted.filter(Boolean).length;
  expect(Math.min(good, accepted.length - good)).toBeGreaterThan(15);
});

test.each([
  [-301, 400],
  [-300, 200],
  [300, 200],
  [301, 400],
])("a delivery that was signed %d seconds from now is answered %d", async (offset, status) => {
  const delivery = issuer.webhook("email.created", {});
  const clock = () => issuer.clock.now() - offset * 1_000;
  expect(await open({ clock }).post(delivery)).toBe(status);
});

test("while a secret is changed both are good, afterwards only the new one", async () => {
  const next = `whsec_${btoa("the next secret, 24 bytes")}`;
  const signed = (secret: string) => {
    const body = JSON.stringify({ type: "email.created", data: {}, timestamp: 1 });
    const at = new Date(issuer.clock.now());
    const headers = {
      "svix-id": secret,
      "svix-timestamp": String(at.getTime() / 1_000),
      "svix-signature": new Webhook(secret).sign(secret, at, body),
    };
    return { headers, body };
  };
  const both = open({ secret: [issuer.webhookSecret, next] });
  const after = open({ secret: next });
  expect([
    await both.post(signed(issuer.webhookSecret)),
    await both.post(signed(next)),
    await after.post(signed(issuer.webhookSecret)),
    await after.post(signed(next)),
  ]).toEqual([200, 200, 400, 200]);
});

test("a delivery counts once; one that could not be stored counts when it comes again", async () => {
  const failing = { apply: () => Promise.reject(new Error("the database is down")) };
  let sinks: ClerkWebhookOptions["sinks"] = [failing];
  const applied: IdentityEvent[] = [];
  const { post, receive } = open({ sinks: [{ apply: (events) => sinks[0]?.apply(events) }] });
  const delivery = issuer.webhook("user.deleted", { id: "user_1" }, { id: "msg_once" });
  const failed = await post(delivery);
  sinks = [{ apply: (events) => void applied.push(...events) }];
  expect([failed, await post(delivery), await post(delivery), applied.length]).toEqual([500, 200, 200, 1]);
  expect(receive.counts).toMatchObject({ failed: 1, applied: 1, duplicate: 1 });
});

test("a sink that fails keeps no other one from its work", async () => {
  const applied: IdentityEvent[] = [];
  const failing = { apply: () => Promise.reject(new Error("the database is down")) };
  const { post } = open({ sinks: [failing, { apply: (events) => void applied.push(...events) }] });
  expect([await post(issuer.webhook("user.deleted", { id: "user_1" })), applied.length]).toEqual([500, 1]);
});

test("while one instance is at it, another one asks the sender to come again", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { receive } = open({ sinks: [{ apply: () => held }] });
  const { headers, body } = issuer.webhook("user.deleted", { id: "user_1" });
  const request = () => new Request("https://api.acme.test/", { method: "POST", headers, body });
  const first = receive(request());
  await new Promise((resolve) => setTimeout(resolve, 20));
  const second = await receive(request());
  release();
  expect([second.status, second.headers.get("retry-after"), (await first).status]).toEqual([409, "30", 200]);
});

test("refusals say nothing, and bodies beyond 1 MiB are not read", async () => {
  const { receive, events } = open();
  const { headers, body } = issuer.webhook("user.deleted", { id: "user_1" });
  const ask = async (init: RequestInit) => {
    const answer = await receive(new Request("https://api.acme.test/hook", init));
    return [answer.status, await answer.text()];
  };
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const streamed: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers,
    body: endless,
    duplex: "half",
  };
  expect([
    await ask({ method: "POST", headers, body: `${body} ` }),
    await ask({ method: "POST", body }),
    await ask({ method: "POST", headers, body: body.padEnd(1_048_577) }),
    await ask(streamed),
    await ask({ method: "GET" }),
  ]).toEqual([
    [400, ""],
    [400, ""],
    [413, ""],
    [413, ""],
    [405, ""],
  ]);
  expect(pulled).toBeLessThan(20);
  expect(events).toEqual([]);
});

test.each([[[]], ["whsec_"], ["whsec_***"]])("secrets %j are refused at the start", (secret) => {
  expect(() => open({ secret })).toThrow(expect.objectContaining({ code: "identity/invalid-configuration" }));
});

test("a webhook about a revoked session makes the next identification refuse its tokens", async () => {
  const denyList = memoryDenyList();
  const { post } = open({
    sinks: [denyListSink({ denyList, maxTokenLifetimeSeconds: 60, clock: issuer.clock.now })],
  });
  const identity = createIdentity({
    providers: [
      clerk({
        publishableKey: issuer.publishableKey,
        jwtKey: await issuer.publicKeyPem(),
        authorizedParties: "any",
        onNotice: () => undefined,
      }),
    ],
    denyList,
    clock: issuer.clock.now,
  });
  const token = await issuer.session({ sid: "sess_9" });
  const other = await issuer.session({ sid: "sess_10" });
  const before = (await identity.identify(token)).kind;
  await post(issuer.webhook("session.revoked", { id: "sess_9", user_id: "user_1" }));
  expect([before, await identity.identify(token), (await identity.identify(other)).kind]).toMatchObject([
    "verified",
    { kind: "invalid", reason: "revoked" },
    "verified",
  ]);
});
