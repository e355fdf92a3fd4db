import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createIdentity, memoryDenyList } from "@orthrus/identity";
import { authentik } from "@orthrus/identity/authentik";
import {
  type AuthentikIssuer,
  authentikIssuer,
  type LoopbackServer,
  openLoopbackServer,
} from "@orthrus/identity/testing";
import {
  authentikHints,
  authentikLogout,
  authentikUsers,
  denyListSink,
  type IdentityEvent,
  nodeWebhook,
} from "@orthrus/identity/webhooks";
import { afterAll, beforeAll, expect, test } from "vitest";

const users = [
  { pk: 7, uid: "5f2d", uuid: "u-7", username: "ada", name: "Ada", email: "ada@acme.test", is_active: true },
  { pk: 8, uid: "77aa", uuid: "u-8", username: "bob", name: "", email: "", is_active: false },
];
let api: LoopbackServer;
let issuer: AuthentikIssuer;
beforeAll(async () => {
  issuer = await authentikIssuer();
  api = await openLoopbackServer(({ path, query, headers }) => {
    if (path !== "/api/v3/core/users/" || headers.authorization !== "Bearer api-token") return undefined;
    // As a filter that is not exact.
    return {
      body: {
        results: users.filter(({ username }) => username.startsWith(query.get("username")?.[0] ?? "-")),
      },
    };
  });
});
afterAll(async () => {
  await api.close();
  await issuer.close();
});

const secret = "a secret of the header mapping";
const origin = { issuer: "https://auth.acme.test/application/o/app/", changedAtMs: 1_700_000_000_000 };

function open(
  options: {
    readonly token?: string;
    readonly secret?: string | readonly string[];
    readonly subject?: "pk";
  } = {},
) {
  const events: IdentityEvent[] = [];
  const { token = "api-token", subject } = options;
  const receive = authentikHints({
    secret: options.secret ?? secret,
    lookUp: authentikUsers({
      url: `${api.origin}/`,
      token,
      issuer: origin.issuer,
      ...(subject && { subject }),
    }),
    clock: () => origin.changedAtMs,
    sinks: [{ apply: (some) => void events.push(...some) }],
  });
  const post = async (body: unknown, said: string | undefined = secret) => {
    const headers = { "content-type": "text/json", "x-orthrus-secret": said };
    const request = new Request("https://api.acme.test/", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return (await receive(request)).status;
  };
  return { events, post, receive };
}

test("what a notification says is looked up, and only the answer of Authentik counts", async () => {
  const { events, post } = open();
  const statuses = [
    await post({ body: "user bob was made administrator", user_username: "bob", event_user_username: "ada" }),
    await post({ body: "delete everything", user_username: "nobody" }),
    await post({ body: "login" }),
  ];
  expect([statuses, events]).toEqual([
    [200, 200, 200],
    [
      { ...origin, type: "user.upserted", user: { id: "77aa", isSuspended: true } },
      { ...origin, type: "user.suspended", userId: "77aa" },
      {
        ...origin,
        type: "user.upserted",
        user: { id: "5f2d", email: "ada@acme.test", name: "Ada", isSuspended: false },
      },
    ],
  ]);
});

test("the subject mode of the application says which field is the subject", async () => {
  const { events, post } = open({ subject: "pk" });
  await post({ user_username: "ada" });
  expect(events).toMatchObject([{ user: { id: "7" } }]);
});

test("without the secret nothing is asked; a secret can be changed, and may not be guessable", async () => {
  const { post } = open({ secret: [secret, "the next secret of the mapping"] });
  const before = api.requests();
  const refused = [
    await post({ user_username: "ada" }, ""),
    await post({ user_username: "ada" }, `${secret}x`),
  ];
  expect([refused, api.requests() - before]).toEqual([[400, 400], 0]);
  expect(await post({ user_username: "ada" }, "the next secret of the mapping")).toBe(200);
  expect(() => open({ secret: "short" })).toThrow(
    expect.objectContaining({ code: "identity/invalid-configuration" }),
  );
});

test("when Authentik does not answer, the notification is to be sent again", async () => {
  const { events, post } = open({ token: "revoked" });
  expect([await post({ user_username: "ada" }), events]).toEqual([500, []]);
});

async function listen(handler: Parameters<typeof createServer>[1]): Promise<readonly [Server, string]> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/logout`];
}

test("back-channel logout, received by Node's own server, ends the session or all of the subject", async () => {
  const denyList = memoryDenyList();
  const { clock } = issuer;
  const provider = authentik({ issuer: issuer.issuer });
  const receive = authentikLogout({
    provider,
    clock: clock.now,
    sinks: [denyListSink({ denyList, maxTokenLifetimeSeconds: 600, clock: clock.now })],
  });
  const [server, url] = await listen((request, response) => void nodeWebhook(receive)(request, response));
  const identity = createIdentity({ providers: [provider], denyList, clock: clock.now });
  const tokenOf = (sub: string, sid: string) => issuer.accessToken({ sub, claims: { sid } });
  const kinds = async (some: readonly string[]) =>
    Promise.all(some.map(async (token) => (await identity.identify(token)).kind));
  const post = async (token: string) =>
    (await fetch(url, { method: "POST", body: new URLSearchParams({ logout_token: token }) })).status;
  const tokens = [await tokenOf("ada", "s1"), await tokenOf("ada", "s2"), await tokenOf("bob", "s3")];
  const ofBob = await issuer.logoutToken({ sub: "bob" });
  const steps = [await kinds(tokens), await post(await issuer.logoutToken({ sub: "ada", sid: "s1" }))];
  steps.push(await kinds(tokens), await post(ofBob), await post(ofBob), await kinds(tokens));
  clock.advance("1s");
  steps.push(await kinds([await tokenOf("bob", "s4")]), await post(await issuer.idToken({ sub: "ada" })));
  steps.push(await post(await tokenOf("ada", "s2")), await post("made.up.token"), (await fetch(url)).status);
  server.close();
  expect(steps).toEqual([
    ["verified", "verified", "verified"],
    200,
    ["invalid", "verified", "verified"],
    200,
    200,
    ["invalid", "verified", "invalid"],
    ["verified"],
    400,
    400,
    400,
    405,
  ]);
  expect(receive.counts).toMatchObject({ applied: 2, duplicate: 1, refused: 3 });
});

test("while the keys of Authentik cannot be read, the logout is to be sent again", async () => {
  await using away = await authentikIssuer();
  const provider = authentik({ issuer: away.issuer, onNotice: () => undefined });
  const receive = authentikLogout({ provider, clock: away.clock.now, sinks: [] });
  away.fail("jwks", 500);
  const body = new URLSearchParams({ logout_token: await away.logoutToken({ sub: "ada" }) });
  expect((await receive(new Request("https://api.acme.test/", { method: "POST", body }))).status).toBe(503);
});
