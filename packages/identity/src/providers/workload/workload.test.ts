import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "@orthrus/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity, type Identity } from "../../identify.ts";
import type { Outcome } from "../../outcome.ts";
import { testAdapter } from "../../testing/adapter-suite.ts";
import { openTestIssuer, type TestIssuer } from "../../testing/issuer.ts";
import { oidc } from "../oidc/oidc.ts";
import { clientCredentials } from "./client-credentials.ts";
import { withForwardedCertificate } from "./forwarded-certificate.ts";
import { kubernetes } from "./kubernetes.ts";
import { spiffe } from "./spiffe.ts";
import { parseSpiffeId } from "./spiffe-id.ts";

const ignore = (): void => undefined;
const pem = (name: string): string => readFileSync(new URL(`testdata/${name}`, import.meta.url), "utf8");
const der = (name: string): Uint8Array => new X509Certificate(pem(name)).raw;

testAdapter("kubernetes service accounts", {
  open: async () => {
    const issuer = await openTestIssuer();
    return {
      issuer,
      provider: (of, name = "kubernetes", timeoutMs = 5_000) =>
        kubernetes({
          issuer: of.issuer,
          audience: "urn:api",
          jwksUri: of.jwksUri,
          timeoutMs,
          onNotice: ignore,
          name,
        }),
      openOther: () => openTestIssuer(),
      subject: (of) => ({
        claims: {
          ...of.times(),
          aud: ["urn:api"],
          sub: "system:serviceaccount:prod:indexer",
          "kubernetes.io": {
            namespace: "prod",
            serviceaccount: { name: "indexer", uid: "u1" },
            pod: { name: "indexer-0", uid: "u2" },
          },
        },
        requiredClaims: ["sub", "aud"],
        hasAudience: true,
        hasAuthorizedParty: false,
      }),
      [Symbol.asyncDispose]: () => issuer.close(),
    };
  },
});

testAdapter("client credentials", {
  open: async () => {
    const issuer = await openTestIssuer({ algorithm: "ES256" });
    return {
      issuer,
      provider: (of, name = "machines", timeoutMs = 5_000) =>
        clientCredentials({
          issuer: of.issuer,
          audience: "urn:api",
          jwksUri: of.jwksUri,
          timeoutMs,
          onNotice: ignore,
          name,
        }),
      openOther: () => openTestIssuer({ algorithm: "ES256" }),
      subject: (of) => ({
        claims: {
          ...of.times(),
          aud: "urn:api",
          sub: "indexer",
          client_id: "indexer",
          scope: "documents:read documents:list",
        },
        header: { typ: "at+jwt" },
        requiredClaims: ["sub", "aud"],
        hasAudience: true,
        hasAuthorizedParty: false,
      }),
      [Symbol.asyncDispose]: () => issuer.close(),
    };
  },
});

describe("X1: workloads", () => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await openTestIssuer({ algorithm: "ES256" });
  });
  afterAll(() => issuer.close());
  const options = () => ({
    issuer: issuer.issuer,
    audience: "urn:api",
    jwksUri: issuer.jwksUri,
  });

  test("a service account is a service with its namespace, account and pod", async () => {
    const identity = createIdentity({ providers: [kubernetes(options())], clock: issuer.clock.now });
    const claims = {
      ...issuer.times(),
      aud: "urn:api",
      sub: "system:serviceaccount:prod:indexer",
      "kubernetes.io": { namespace: "prod", serviceaccount: { name: "indexer" }, pod: { name: "indexer-0" } },
    };
    expect(await identity.identify(await issuer.sign(claims))).toMatchObject({
      kind: "verified",
      principal: {
        id: "system:serviceaccount:prod:indexer",
        roles: ["service"],
        attributes: { workload: { namespace: "prod", serviceAccount: "indexer", pod: "indexer-0" } },
      },
    });
    expect(await identity.identify(await issuer.sign({ ...claims, sub: "ada" }))).toMatchObject({
      kind: "invalid",
      reason: "token-type",
    });
  });

  test("client credentials are a service with scopes, and people are refused", async () => {
    const identity = createIdentity({ providers: [clientCredentials(options())], clock: issuer.clock.now });
    const machine = {
      ...issuer.times(),
      aud: "urn:api",
      azp: "indexer",
      gty: ["client_credentials"],
      scp: ["documents:read"],
    };
    expect(await identity.identify(await issuer.sign(machine))).toMatchObject({
      kind: "verified",
      principal: { id: "indexer", roles: ["service"], attributes: { scopes: ["documents:read"] } },
    });
    expect(
      await identity.identify(
        await issuer.sign({ ...issuer.times(), aud: "urn:api", sub: "ada", azp: "web" }),
      ),
    ).toMatchObject({ kind: "invalid", reason: "token-type" });
  });

  test("the application can say which tokens are of services", async () => {
    const isService = ({ client_id }: JsonObject) => client_id !== undefined;
    const identity = createIdentity({
      providers: [clientCredentials({ ...options(), isService })],
      clock: issuer.clock.now,
    });
    const claims = { ...issuer.times(), aud: "urn:api", sub: "0b1c", azp: "indexer", client_id: "indexer" };
    expect(await identity.identify(await issuer.sign(claims))).toMatchObject({
      principal: { id: "indexer", roles: ["service"] },
    });
  });

  test("an agent with a user's token is the user with the agent as actor; alone it is the agent", async () => {
    const identity = createIdentity({
      providers: [oidc({ ...options(), agents: ["assistant"] })],
      clock: issuer.clock.now,
    });
    const acting = await identity.identify(
      await issuer.sign({ ...issuer.times(), aud: "urn:api", sub: "ada", client_id: "assistant" }),
    );
    const alone = await identity.identify(
      await issuer.sign({ ...issuer.times(), aud: "urn:api", sub: "assistant", client_id: "assistant" }),
    );
    expect([acting, alone]).toMatchObject([
      {
        principal: { id: "ada", roles: ["user"], attributes: { actor: { id: "assistant", kind: "agent" } } },
      },
      { principal: { id: "assistant", roles: ["service"] } },
    ]);
  });

  test("a chain of actors is kept up to four, and refused beyond", async () => {
    const identity = createIdentity({ providers: [oidc(options())], clock: issuer.clock.now });
    const chain = (length: number): JsonObject =>
      length === 1 ? { sub: "a1", type: "agent" } : { sub: `a${length}`, act: chain(length - 1) };
    const outcomes = await Promise.all(
      [1, 2, 4, 5].map(async (length) =>
        identity.identify(
          await issuer.sign({ ...issuer.times(), aud: "urn:api", sub: "ada", act: chain(length) }),
        ),
      ),
    );
    expect(outcomes).toMatchObject([
      { principal: { attributes: { actor: { id: "a1", kind: "agent" } } } },
      {
        principal: { attributes: { actor: { id: "a2", kind: "user", actor: { id: "a1", kind: "agent" } } } },
      },
      { kind: "verified" },
      { kind: "invalid", reason: "delegation" },
    ]);
    expect(
      await identity.identify(await issuer.sign({ ...issuer.times(), aud: "urn:api", sub: "ada", act: {} })),
    ).toMatchObject({ reason: "delegation" });
  });

  describe("SPIFFE", () => {
    test.each([
      ["spiffe://acme.test/ns/prod/sa/indexer", { trustDomain: "acme.test", path: "/ns/prod/sa/indexer" }],
      ["spiffe://acme.test", { trustDomain: "acme.test", path: "" }],
      ["spiffe://ACME.test/a", undefined],
      ["spiffe://acme.test/a/../b", undefined],
      ["spiffe://acme.test/a/", undefined],
      ["spiffe://acme.test//a", undefined],
      ["spiffe://acme.test:443/a", undefined],
      ["spiffe://user@acme.test/a", undefined],
      ["spiffe://acme.test/a?b", undefined],
      ["https://acme.test/a", undefined],
      [`spiffe://acme.test/${"a".repeat(2_048)}`, undefined],
    ])("%s", (text, id) => {
      expect(parseSpiffeId(text)).toEqual(id);
    });

    test("JWT-SVIDs need no issuer, but an audience, and keys of their own trust domain", async () => {
      const published = { ...issuer.key().jwk, use: "jwt-svid" };
      const { alg: _, ...key } = published;
      const identity = createIdentity({
        providers: [
          spiffe({
            bundles: { "acme.test": { keySet: { keys: [key] } }, "other.test": { keySet: { keys: [] } } },
            audience: "urn:api",
          }),
        ],
        clock: issuer.clock.now,
      });
      const { iat, exp } = issuer.times();
      const claims = { iat, exp, aud: ["urn:api"], sub: "spiffe://acme.test/ns/prod/sa/indexer" };
      const outcomes = await Promise.all(
        [
          claims,
          { ...claims, aud: ["urn:else"] },
          { ...claims, sub: "spiffe://other.test/a" },
          { ...claims, sub: "spiffe://unknown.test/a" },
        ].map(async (each) => identity.identify(await issuer.sign(each, { typ: "JOSE" }))),
      );
      expect(outcomes).toMatchObject([
        {
          principal: {
            id: "spiffe://acme.test/ns/prod/sa/indexer",
            roles: ["service"],
            attributes: {
              idp: { issuer: "spiffe://acme.test", tokenType: "jwt-svid" },
              workload: { spiffe: { trustDomain: "acme.test", path: "/ns/prod/sa/indexer" } },
            },
          },
        },
        { kind: "invalid", reason: "audience" },
        { kind: "invalid", reason: "unknown-key" },
        { kind: "invalid", reason: "issuer" },
      ]);
    });

    test.each([
      [
        "indexer",
        ["between"],
        {
          kind: "verified",
          principal: {
            id: "spiffe://acme.test/ns/prod/sa/indexer",
            roles: ["service"],
            attributes: { idp: { bound: "mtls", tokenType: "x509-svid" } },
          },
        },
      ],
      ["indexer", [], { kind: "invalid", reason: "signature" }],
      ["forged", [], { kind: "invalid", reason: "signature" }],
      ["forged", ["other"], { kind: "invalid", reason: "signature" }],
      ["two-ids", [], { kind: "invalid", reason: "claim-type" }],
      ["no-id", [], { kind: "invalid", reason: "claim-type" }],
      ["authority", [], { kind: "invalid", reason: "token-type" }],
      ["short", [], { kind: "expired" }],
    ])("the certificate %s with %j becomes %j", async (name, chain, expected) => {
      const identity = spiffeByCertificate(Date.parse("2090-01-01"));
      const peerCertificate = { raw: der(`${name}.crt`), chain: chain.map((link) => der(`${link}.crt`)) };
      expect(await identity.identify({ headers: {}, peerCertificate })).toMatchObject(expected);
    });

    test("a TLS connection with an X.509-SVID is a principal, one without is missing", async () => {
      const identity = spiffeByCertificate(Date.parse("2090-01-01"));
      const outcomes: Outcome[] = [];
      const server = createServer(
        { key: pem("indexer.key"), cert: pem("indexer.crt"), requestCert: true, rejectUnauthorized: false },
        async (request, response) => {
          outcomes.push(await identity.identify(request));
          response.end();
        },
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      await call(port, { key: pem("indexer.key"), cert: pem("indexer.crt") + pem("between.crt") });
      await call(port, {});
      await new Promise((resolve) => server.close(resolve));
      expect(outcomes).toMatchObject([
        { kind: "verified", principal: { id: "spiffe://acme.test/ns/prod/sa/indexer" } },
        { kind: "missing" },
      ]);
    });
  });

  test("a forwarded certificate is believed from configured proxies only", async () => {
    const identity = spiffeByCertificate(Date.parse("2090-01-01"), ["other.crt"]);
    const forwarded = `By=spiffe://x;Cert="${encodeURIComponent(pem("indexer.crt"))}",Hash=aa;Cert="${encodeURIComponent(pem("forged.crt"))}";URI="a,b;c"`;
    const request = { headers: { "x-forwarded-client-cert": forwarded } };
    const from = (remoteAddress: string | undefined) =>
      identity.identify(withForwardedCertificate(request, { proxies: ["10.0.0.1"], remoteAddress }));
    expect([await from("10.0.0.1"), await from("10.0.0.2"), await from(undefined)]).toMatchObject([
      { kind: "verified" },
      { kind: "missing" },
      { kind: "missing" },
    ]);
  });
});

function spiffeByCertificate(nowMs: number, alsoTrusted: readonly string[] = []): Identity {
  const bundles = {
    "acme.test": { authorities: [pem("acme.crt"), ...alsoTrusted.map((name) => pem(name))] },
  };
  return createIdentity({ providers: [spiffe({ bundles, audience: "urn:api" })], clock: () => nowMs });
}

function call(port: number, identity: { readonly key?: string; readonly cert?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    httpsRequest(
      { host: "127.0.0.1", port, rejectUnauthorized: false, agent: false, ...identity },
      (response) => {
        response.resume().on("end", resolve);
      },
    )
      .on("error", reject)
      .end();
  });
}
