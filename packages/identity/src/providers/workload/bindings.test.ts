import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { JsonObject } from "@orthrus/protocol";
import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity, type Identity } from "../../identify.ts";
import { openTestIssuer, type TestIssuer } from "../../testing/issuer.ts";
import { oidc } from "../oidc/oidc.ts";
import { anyBinding } from "./any-binding.ts";
import { dpopBinding } from "./dpop-binding.ts";

const der = (name: string): Uint8Array =>
  new X509Certificate(readFileSync(new URL(`testdata/${name}`, import.meta.url))).raw;

describe("X1: tokens bound to a key of the caller", () => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await openTestIssuer({ algorithm: "ES256" });
  });
  afterAll(() => issuer.close());
  const options = () => ({ issuer: issuer.issuer, audience: "urn:api", jwksUri: issuer.jwksUri });

  test("a token bound to a certificate is worth nothing without it", async () => {
    const identity = createIdentity({
      providers: [oidc({ ...options(), binding: anyBinding() })],
      clock: issuer.clock.now,
    });
    const hash = base64url.encode(
      new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(der("indexer.crt")))),
    );
    const token = await issuer.sign({
      ...issuer.times(),
      aud: "urn:api",
      sub: "ada",
      cnf: { "x5t#S256": hash },
    });
    const headers = { authorization: `Bearer ${token}` };
    const outcomes = [
      await identity.identify({ headers, peerCertificate: { raw: der("indexer.crt") } }),
      await identity.identify({ headers, peerCertificate: { raw: der("forged.crt") } }),
      await identity.identify({ headers }),
      await identity.identify(token),
      await createIdentity({ providers: [oidc(options())], clock: issuer.clock.now }).identify({ headers }),
    ];
    expect(outcomes).toMatchObject([
      { kind: "verified", principal: { attributes: { idp: { bound: "mtls" } } } },
      ...Array(4).fill({ kind: "invalid", reason: "binding" }),
    ]);
  });

  test("a token bound to a key needs a fresh proof for exactly this request", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const jwk = await exportJWK(publicKey);
    const jkt = await calculateJwkThumbprint(jwk);
    const token = await issuer.sign({ ...issuer.times(), aud: "urn:api", sub: "ada", cnf: { jkt } });
    const ath = base64url.encode(
      new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))),
    );
    let made = 0;
    const proof = (changes: JsonObject = {}, typ = "dpop+jwt") =>
      new SignJWT({
        jti: `p${made++}`,
        htm: "GET",
        htu: "https://api.test/documents",
        iat: issuer.clock.nowSeconds(),
        ath,
        ...changes,
      })
        .setProtectedHeader({ alg: "ES256", typ, jwk })
        .sign(privateKey);
    const identity: Identity = createIdentity({
      providers: [oidc({ ...options(), binding: dpopBinding({ origin: "https://api.test" }) })],
      clock: issuer.clock.now,
    });
    const ask = (dpop: string, scheme = "DPoP") =>
      identity.identify({
        method: "GET",
        url: "/documents?page=2",
        headers: { authorization: `${scheme} ${token}`, dpop },
      });
    const used = await proof();
    // biome-ignore format: one row per proof
    const outcomes = [
      await ask(used),
      await ask(used),
      await ask(await proof(), "Bearer"),
      await ask(await proof({ htm: "POST" })),
      await ask(await proof({ htu: "https://api.test/other" })),
      await ask(await proof({ htu: "https://evil.test/documents" })),
      await ask(await proof({ iat: issuer.clock.nowSeconds() - 120 })),
      await ask(await proof({ iat: issuer.clock.nowSeconds() + 30 })),
      await ask(await proof({ ath: "other" })),
      await ask(await proof({}, "jwt")),
      await ask(""),
      await ask(`${await proof()}, ${await proof()}`),
    ];
    expect(outcomes).toMatchObject([
      { kind: "verified", principal: { attributes: { idp: { bound: "dpop" } } } },
      ...Array(11).fill({ kind: "invalid", reason: "binding" }),
    ]);
  });
});
