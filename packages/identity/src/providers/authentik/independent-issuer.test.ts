import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
// @ts-expect-error: the library has no types of its own.
import { Provider } from "oidc-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryDenyList } from "../../deny-list.ts";
import { createIdentity } from "../../identify.ts";
import { codeChallenge, followRedirects } from "../../testing/silent-browser.ts";
import { authentik } from "./authentik.ts";
import { verifyLogoutToken } from "./logout-token.ts";

// An issuer that we did not write, below the path and with the claims of an application of Authentik.

const PREFIX = "/application/o/orthrus/";
const REDIRECT = "https://app.test/callback";
const CLIENT = "orthrus-web";
const RESOURCE = "urn:orthrus:api";
let server: Server;
let issuer: string;
let library: LookAlike;

interface LookAlike {
  readonly Client: {
    find(id: string): Promise<{ backchannelLogout(sub: string, sid: string): Promise<void> }>;
  };
}

/** What the provider posted to the receiver of logouts. */
const posted: string[] = [];

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`;
  await openLookAlike();
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const provider = () => authentik({ issuer, audience: CLIENT });

test("A2, A4: the access token of a sign-in becomes a principal, and its ID token is refused", async () => {
  const { access_token, id_token } = await signIn();
  const identity = createIdentity({ providers: [provider()] });
  expect([await identity.identify(access_token), await identity.identify(id_token)]).toMatchObject([
    {
      kind: "verified",
      principal: {
        id: "ada",
        roles: ["user", "publisher"],
        attributes: { groups: ["editors"], entitlements: ["publisher"], clearance: { level: 3 } },
      },
    },
    { kind: "invalid", reason: "token-type" },
  ]);
});

test("the logout token that it posts ends the sessions of the user, and is no access token", async () => {
  const { access_token } = await signIn();
  const client = await library.Client.find(CLIENT);
  await client.backchannelLogout("ada", "session-1");
  const token = new URLSearchParams(posted.at(-1)).get("logout_token") ?? "";
  const logout = await verifyLogoutToken(token, provider());
  if (logout.kind !== "logout") throw new Error(JSON.stringify(logout));
  const denyList = memoryDenyList();
  for (const entry of logout.entries) await denyList.deny(entry);
  const identity = createIdentity({ providers: [provider()], denyList });
  expect([await identity.identify(access_token), await identity.identify(token)]).toMatchObject([
    { kind: "invalid", reason: "revoked" },
    { kind: "invalid", reason: "token-type" },
  ]);
});

async function openLookAlike(): Promise<void> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provided = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT,
        client_secret: "a-secret-of-32-characters-or-more",
        redirect_uris: [REDIRECT],
        backchannel_logout_uri: "https://app.test/logout",
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "k1", alg: "RS256", use: "sig" }] },
    cookies: { keys: ["only a test"] },
    routes: { jwks: "/jwks/" },
    // It refuses to call loopback addresses, so what it posts is caught here.
    fetch: async (_: string, { body }: { readonly body: URLSearchParams }) => {
      posted.push(body.toString());
      return new Response(null, { status: 200 });
    },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    formats: { customizers: { jwt: asAuthentik } },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        getResourceServerInfo: () => ({
          scope: "documents:read",
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    interactions: {
      url: (_: unknown, { uid }: { readonly uid: string }) => `${PREFIX}interaction/${uid}`,
    },
    loadExistingGrant: grantAll,
  });
  library = provided;
  const callback = provided.callback();
  server.on("request", (request: IncomingMessage & { originalUrl?: string }, response) => {
    request.originalUrl = request.url ?? "/";
    request.url = `/${request.originalUrl.slice(PREFIX.length)}`;
    if (!request.url.startsWith("/interaction/")) return callback(request, response);
    const login = { login: { accountId: "ada" } };
    return provided.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
  });

  async function grantAll(context: {
    readonly oidc: { readonly session: { readonly accountId: string } };
  }): Promise<unknown> {
    const grant = new provided.Grant({ clientId: CLIENT, accountId: context.oidc.session.accountId });
    grant.addOIDCScope("openid");
    grant.addResourceScope(RESOURCE, "documents:read");
    await grant.save();
    return grant;
  }
}

/** Header and claims of Authentik's access tokens, signed by the library. */
function asAuthentik(_: unknown, __: unknown, jwt: { header?: object; readonly payload: object }): void {
  jwt.header = { typ: "JWT" };
  Object.assign(jwt.payload, {
    aud: CLIENT,
    azp: CLIENT,
    uid: randomUUID(),
    groups: ["editors"],
    entitlements: ["publisher"],
    roles: ["publisher"],
    clearance: { level: 3 },
  });
}

async function signIn(): Promise<{ readonly access_token: string; readonly id_token: string }> {
  const { challenge, verifier } = await codeChallenge();
  const query = new URLSearchParams({
    client_id: CLIENT,
    response_type: "code",
    redirect_uri: REDIRECT,
    scope: "openid documents:read",
    resource: RESOURCE,
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const callback = await followRedirects(`${issuer}auth?${query}`, new URL(issuer).origin);
  const response = await fetch(`${issuer}token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${CLIENT}:a-secret-of-32-characters-or-more`).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: REDIRECT,
      code_verifier: verifier,
      resource: RESOURCE,
    }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json() as Promise<{ readonly access_token: string; readonly id_token: string }>;
}
