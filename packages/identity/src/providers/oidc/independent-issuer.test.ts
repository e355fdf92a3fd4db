import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
// @ts-expect-error: the library has no types of its own.
import { Provider, errors as providerErrors } from "oidc-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createIdentity, type Identity } from "../../identify.ts";
import { codeChallenge, followRedirects } from "../../testing/silent-browser.ts";
import { oidc } from "./oidc.ts";

// An issuer that we did not write, so that verifier and issuer cannot share a misunderstanding.

const RESOURCE = "urn:orthrus:api";
const REDIRECT = "https://app.test/callback";
let server: Server;
let issuer: string;
let identity: Identity;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on("request", await openProvider(issuer));
  identity = createIdentity({ providers: [oidc({ issuer, audience: RESOURCE })] });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test("X1: its client credentials are a service with scopes", async () => {
  const { access_token } = await token(
    { grant_type: "client_credentials", resource: RESOURCE, scope: "documents:read" },
    "indexer",
  );
  expect(await identity.identify(access_token)).toMatchObject({
    kind: "verified",
    principal: {
      id: "indexer",
      roles: ["service"],
      attributes: { idp: { issuer, provider: "oidc" }, scopes: ["documents:read"] },
    },
  });
});

test("a person's access token becomes a principal, and their ID token is refused", async () => {
  const code = await signIn();
  const { access_token, id_token } = await token(
    {
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT,
      code_verifier: (await codeChallenge()).verifier,
      resource: RESOURCE,
    },
    "web",
  );
  const asWeb = createIdentity({ providers: [oidc({ issuer, audience: "web" })] });
  expect([
    await identity.identify(access_token),
    await identity.identify(id_token),
    await asWeb.identify(id_token),
  ]).toMatchObject([
    { kind: "verified", principal: { id: "ada", roles: ["user"], attributes: { department: "legal" } } },
    { kind: "invalid", reason: "audience" },
    { kind: "invalid", reason: "token-type" },
  ]);
});

test("its opaque tokens, and tokens for another audience, are refused", async () => {
  const opaque = await token({ grant_type: "client_credentials" }, "indexer");
  const other = createIdentity({ providers: [oidc({ issuer, audience: "urn:else" })] });
  const { access_token } = await token({ grant_type: "client_credentials", resource: RESOURCE }, "indexer");
  expect([await identity.identify(opaque.access_token), await other.identify(access_token)]).toMatchObject([
    { kind: "invalid", reason: "malformed" },
    { kind: "invalid", reason: "audience" },
  ]);
});

async function openProvider(url: string) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const common = { client_secret: "a-secret-of-32-characters-or-more" };
  const provider = new Provider(url, {
    clients: [
      {
        ...common,
        client_id: "indexer",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
      { ...common, client_id: "web", redirect_uris: [REDIRECT] },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "k1", alg: "RS256", use: "sig" }] },
    cookies: { keys: ["only a test"] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: () => ({ department: "legal" }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => {
          if (resource !== RESOURCE) throw new providerErrors.InvalidTarget();
          return {
            scope: "documents:read",
            audience: RESOURCE,
            accessTokenFormat: "jwt",
            jwt: { sign: { alg: "RS256" } },
          };
        },
      },
    },
    interactions: { url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    loadExistingGrant: async (context: {
      readonly oidc: {
        readonly client: { readonly clientId: string };
        readonly session: { readonly accountId: string };
      };
    }) => {
      const grant = new provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope("openid");
      grant.addResourceScope(RESOURCE, "documents:read");
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  return (request: { readonly url: string }, response: unknown) =>
    request.url.startsWith("/interaction/")
      ? provider.interactionFinished(
          request,
          response,
          { login: { accountId: "ada" } },
          { mergeWithLastSubmission: false },
        )
      : callback(request, response);
}

async function token(
  body: Readonly<Record<string, string>>,
  client: string,
): Promise<{ readonly access_token: string; readonly id_token: string }> {
  const authorization = `Basic ${Buffer.from(`${client}:a-secret-of-32-characters-or-more`).toString("base64")}`;
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization },
    body: new URLSearchParams(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json() as Promise<{ readonly access_token: string; readonly id_token: string }>;
}

async function signIn(): Promise<string> {
  const query = new URLSearchParams({
    client_id: "web",
    response_type: "code",
    redirect_uri: REDIRECT,
    scope: "openid documents:read",
    resource: RESOURCE,
    nonce: "n",
    code_challenge: (await codeChallenge()).challenge,
    code_challenge_method: "S256",
  });
  const callback = await followRedirects(`${issuer}/auth?${query}`, issuer);
  return callback.searchParams.get("code") ?? "";
}
