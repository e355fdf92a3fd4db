import { decodeWebhook } from "@kinde/webhooks";
import { createIdentity } from "@orthrus/identity";
import { kinde } from "@orthrus/identity/kinde";
import { type KindeIssuer, kindeIssuer, openLoopbackServer } from "@orthrus/identity/testing";
import { type IdentityEvent, type KindeWebhookOptions, kindeWebhooks } from "@orthrus/identity/webhooks";
import type { JsonObject } from "@orthrus/protocol";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let issuer: KindeIssuer;
beforeAll(async () => {
  issuer = await kindeIssuer();
});
afterAll(() => issuer.close());
beforeEach(() => issuer.restore());

function open(options: Partial<KindeWebhookOptions> = {}) {
  const events: IdentityEvent[] = [];
  const receive = kindeWebhooks({
    issuer: issuer.issuer,
    clock: issuer.clock.now,
    onNotice: () => undefined,
    sinks: [{ apply: (some) => void events.push(...some) }],
    ...options,
  });
  const post = async ({
    headers,
    body,
  }: {
    readonly headers?: Record<string, string>;
    readonly body: string;
  }) =>
    (
      await receive(
        new Request("https://api.acme.test/hooks", { method: "POST", body, ...(headers && { headers }) }),
      )
    ).status;
  return { events, receive, post };
}

const user = {
  id: "kp_1",
  email: "ada@acme.test",
  first_name: "Ada",
  last_name: "Lovelace",
  is_suspended: false,
  organizations: [
    { code: "org_7", roles: ["editor"], permissions: [{ id: "p1", key: "docs:edit" }] },
    { code: "org_9", roles: null, permissions: null },
  ],
};
const member = (orgId: string, roles: string[], permissions: string[]) => ({
  type: "member.upserted",
  member: { userId: "kp_1", orgId, roles, permissions },
});
const members = [member("org_7", ["editor"], ["docs:edit"]), member("org_9", [], [])];
const record = { id: "kp_1", email: "ada@acme.test", name: "Ada Lovelace", isSuspended: false };

// biome-ignore format: one row per event
test.each<[type: string, data: JsonObject, expected: readonly object[]]>([
  ["user.created", { user }, [...members, { type: "user.upserted", user: record, hasAllMemberships: true }]],
  ["user.updated", { user: { ...user, is_suspended: true, organizations: [] } }, [{ type: "user.upserted", user: { ...record, isSuspended: true }, hasAllMemberships: true }, { type: "user.suspended", userId: "kp_1" }]],
  ["user.deleted", { user: { id: "kp_1" } }, [{ type: "user.removed", userId: "kp_1" }]],
  ["organization.created", { organization: { code: "org_7", name: "Acme", handle: "acme", external_id: null } }, [{ type: "org.upserted", org: { id: "org_7", name: "Acme", slug: "acme" } }]],
  ["organization.deleted", { organization: { code: "org_7" } }, [{ type: "org.removed", orgId: "org_7" }]],
  ["role.updated", { role: { id: "role_1", key: "editor", name: "Editor" } }, [{ type: "role.changed", role: { id: "role_1", key: "editor" }, isRemoved: false }]],
  ["role.deleted", { role: { id: "role_1" } }, [{ type: "role.changed", role: { id: "role_1" }, isRemoved: true }]],
  ["user.authenticated", { user: { id: "kp_1" } }, []],
  ["permission.created", { permission: { id: "p1" } }, []],
])("%s, case %#, which Kinde's own library decodes too", async (type, data, expected) => {
  const { events, post, receive } = open();
  const delivery = await issuer.webhook(type, data);
  expect((await decodeWebhook(delivery.body, issuer.issuer))?.type).toBe(type);
  const origin = { issuer: issuer.issuer, changedAtMs: issuer.clock.now() };
  expect(await post(delivery)).toBe(200);
  expect(events).toEqual(expected.map((event) => ({ ...origin, ...event })));
  expect(receive.counts.unknown).toBe(expected.length === 0 ? 1 : 0);
});

test("attempts of one event count once, by its id or by the id of the delivery", async () => {
  const { events, post } = open();
  const first = await issuer.webhook("user.deleted", { user: { id: "kp_1" } }, { id: "one" });
  const again = { ...first, headers: { ...first.headers, "webhook-id": "another" } };
  const other = await issuer.webhook("user.deleted", { user: { id: "kp_1" } }, { id: "two" });
  const sameDelivery = { ...other, headers: { "webhook-id": "one" } };
  expect([await post(first), await post(again), await post(sameDelivery), events.length]).toEqual([
    200, 200, 200, 1,
  ]);
});

test("an attempt 36 hours later is good; after 37 hours, or from the future, it is not", async () => {
  await using environment = await kindeIssuer();
  const receive = kindeWebhooks({ issuer: environment.issuer, clock: environment.clock.now, sinks: [] });
  const { body } = await environment.webhook("user.deleted", { user: { id: "kp_1" } });
  const postBody = async () =>
    (await receive(new Request("https://api.acme.test/", { method: "POST", body }))).status;
  environment.clock.advance("-6m");
  const early = await postBody();
  environment.clock.advance("36h");
  const late = await postBody();
  environment.clock.advance("2h");
  expect([early, late, await postBody()]).toEqual([400, 200, 400]);
});

const payload = () => ({
  type: "user.deleted",
  event_id: "event_1",
  timestamp: new Date(issuer.clock.now()).toISOString(),
  source: "admin",
  data: { user: { id: "kp_1" } },
});

// biome-ignore format: one row per forgery
test.each<[title: string, forge: () => Promise<string>]>([
  ["an access token",              () => issuer.accessToken()],
  ["an ID token",                  () => issuer.idToken()],
  ["a webhook with a subject",     () => issuer.sign({ ...payload(), sub: "kp_1" })],
  ["a webhook with an audience",   () => issuer.sign({ ...payload(), aud: ["api"] })],
  ["a webhook with an expiry",     () => issuer.sign({ ...payload(), exp: 9_999_999_999 })],
  ["one without id",               () => issuer.sign({ ...payload(), event_id: "" })],
  ["one without time",             () => issuer.sign({ ...payload(), timestamp: "soon" })],
  ["one without data",             async () => issuer.sign({ type: "user.deleted", event_id: "event_1", timestamp: payload().timestamp })],
  ["a changed signature",          async () => `${(await issuer.sign(payload())).slice(0, -8)}AAAAAAAA`],
  ["no signature",                 async () => `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(payload()))}.`],
  ["plain JSON",                   async () => JSON.stringify(payload())],
  ["nothing",                      async () => ""],
])("%s is refused", async (_title, forge) => {
  const { events, post } = open();
  expect([await post({ body: await forge() }), events]).toEqual([400, []]);
});

test("a key of somebody else is refused, and one that was rotated in is found", async () => {
  await using stranger = await kindeIssuer();
  const { post } = open();
  const foreign = await post(await stranger.webhook("user.deleted", { user: { id: "kp_1" } }));
  await issuer.rotateKeys();
  issuer.clock.advance("6s");
  expect([foreign, await post(await issuer.webhook("user.deleted", { user: { id: "kp_1" } }))]).toEqual([
    400, 200,
  ]);
});

test("while the key set cannot be read the sender is asked to try again", async () => {
  const delivery = await issuer.webhook("user.deleted", { user: { id: "kp_1" } });
  issuer.fail("jwks", 500);
  const { post, receive } = open();
  expect([await post(delivery), receive.counts.unavailable]).toEqual([503, 1]);
  await issuer.restore();
  issuer.clock.advance("6s");
  expect(await post(delivery)).toBe(200);
});

test("a webhook is no access token", async () => {
  const { body } = await issuer.webhook("user.deleted", { user: { id: "kp_1" } });
  const identity = createIdentity({
    providers: [kinde({ issuer: issuer.issuer, audience: "api" })],
    clock: issuer.clock.now,
  });
  expect((await identity.identify(body)).kind).toBe("invalid");
});

test("removals are looked up at Kinde when there are credentials", async () => {
  let isUp = true;
  const asked: string[] = [];
  const api = await openLoopbackServer((request) => {
    if (request.path === "/oauth2/token")
      return { body: { access_token: request.body.includes("s3cret") ? "t" : 5 } };
    asked.push(`${request.headers.authorization} ${request.path}`);
    if (!isUp) return { status: 503, body: {} };
    if (!request.path.endsWith("event_known")) return { status: 404, body: { errors: [] } };
    return { body: { code: "OK", event: { event_id: "event_known", type: "user.deleted" } } };
  });
  // The API is at the issuer; here it answers elsewhere.
  const elsewhere: typeof fetch = (input, init) => {
    const url = new URL(String(input instanceof Request ? input.url : input));
    return fetch(/jwk|openid/.test(url.pathname) ? url : new URL(url.pathname, api.origin), init);
  };
  const { events, post } = open({ fetch: elsewhere, eventApi: { clientId: "m2m", clientSecret: "s3cret" } });
  const removal = (id: string) => issuer.webhook("user.deleted", { user: { id: "kp_1" } }, { id });
  const change = await post(await issuer.webhook("user.updated", { user: { id: "kp_1" } }));
  const forged = await post(await removal("made-up"));
  isUp = false;
  const down = await post(await removal("known"));
  isUp = true;
  const known = await post(await removal("known"));
  await api.close();
  expect([change, forged, down, known]).toEqual([200, 400, 500, 200]);
  expect(events.map(({ type }) => type)).toEqual(["user.upserted", "user.removed"]);
  expect(asked[0]).toBe("Bearer t /api/v1/events/event_made-up");
});
