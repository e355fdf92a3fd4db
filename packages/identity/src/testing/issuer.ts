import type { JsonObject } from "@orthrus/protocol";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from "jose";
import {
  type LoopbackHandler,
  type LoopbackServer,
  type Misbehaviour,
  openLoopbackServer,
} from "./loopback-server.ts";
import { type TestClock, testClock } from "./test-clock.ts";

export interface TestIssuerOptions {
  /** What follows the origin in `iss`: `/application/o/app/`. Nothing unless given. */
  readonly path?: string;
  /** In place of origin and path, for an issuer with a name of its own; keys are still served on loopback. */
  readonly issuer?: string;
  /** RS256 unless given. */
  readonly algorithm?: string;
  /** Where the key set is served; the first one is `jwksUri`. `/.well-known/jwks.json` unless given. */
  readonly keySetPaths?: readonly string[];
  /** Other routes of the stand-in, asked when the path is neither key set nor discovery. */
  readonly handler?: LoopbackHandler;
  /** Key ids, the first for the first key: `(index) => "ins_" + index`. */
  readonly keyId?: (index: number) => string;
  /** Public keys that are in the set for good, beside the one that `rotateKeys` replaces. */
  readonly lastingKeys?: readonly JWK[];
}

/** A key pair as the issuer holds it. */
export interface TestKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

/** An issuer with keys of its own on loopback. The stand-ins for providers add minting and routes to it. */
export interface TestIssuer extends AsyncDisposable {
  /** The `iss` of what it signs. */
  readonly issuer: string;
  readonly origin: string;
  readonly algorithm: string;
  readonly jwksUri: string;
  readonly clock: TestClock;
  readonly server: LoopbackServer;
  /** The current signing key. */
  key(): TestKey;
  /** SPKI. */
  publicKeyPem(): Promise<string>;
  /** Signs exactly these claims. */
  sign(claims: JsonObject, header?: JsonObject): Promise<string>;
  /** `iss`, `iat` and `exp`, which nearly every token has. */
  times(lifetimeSeconds?: number): { readonly iss: string; readonly iat: number; readonly exp: number };
  /** Signs with a new key; `keepOld` leaves the old one in the set. */
  rotateKeys(options?: { readonly keepOld?: boolean }): Promise<void>;
  /** Lets the key set, or another path, answer with a status, never, or with a page. */
  fail(route: string, status: number): void;
  hang(route: string): void;
  html(route: string): void;
  /** No connection at all. */
  refuse(): Promise<void>;
  /** Ends all of these. */
  restore(): Promise<void>;
  /** How often the key set was fetched. */
  keySetRequests(): number;
  close(): Promise<void>;
}

/** Opens an issuer: keys, a key set and a discovery document on a free port of 127.0.0.1. */
export async function openTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const {
    algorithm = "RS256",
    keySetPaths = ["/.well-known/jwks.json"],
    keyId = (index) => `key-${index}`,
    lastingKeys = [],
  } = options;
  const clock = testClock();
  let made = 0;
  const makeKey = () => generateTestKey(algorithm, keyId(made++));
  let key = await makeKey();
  let published = [key.jwk];

  const server = await openLoopbackServer((request) => {
    if (keySetPaths.includes(request.path)) return { body: { keys: [...published, ...lastingKeys] } };
    if (request.path === `${(options.path ?? "").replace(/\/$/, "")}/.well-known/openid-configuration`) {
      return { body: { issuer, jwks_uri: jwksUri, id_token_signing_alg_values_supported: [algorithm] } };
    }
    return options.handler?.(request);
  });
  const issuer = options.issuer ?? server.origin + (options.path ?? "");
  const jwksUri = server.origin + (keySetPaths[0] ?? "/");
  const misbehaving = new Set<string>();
  const misbehave = (route: string, how: Misbehaviour) => {
    for (const path of route === "jwks" ? keySetPaths : [route]) {
      misbehaving.add(path);
      server.misbehave(path, how);
    }
  };

  return {
    issuer,
    origin: server.origin,
    algorithm,
    jwksUri,
    clock,
    server,
    key: () => key,
    publicKeyPem: () => exportSPKI(key.publicKey),
    sign: (claims, header = {}) => signWith(key, algorithm, claims, header),
    times: (lifetimeSeconds = 60) => {
      const iat = clock.nowSeconds();
      return { iss: issuer, iat, exp: iat + lifetimeSeconds };
    },
    async rotateKeys({ keepOld = false } = {}) {
      key = await makeKey();
      published = keepOld ? [...published, key.jwk] : [key.jwk];
    },
    fail: misbehave,
    hang: (route) => misbehave(route, "hang"),
    html: (route) => misbehave(route, "html"),
    refuse: () => server.refuse(),
    async restore() {
      for (const path of misbehaving) server.misbehave(path, undefined);
      misbehaving.clear();
      await server.restore();
    },
    keySetRequests: () => keySetPaths.reduce((sum, path) => sum + server.requests(path), 0),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** A key pair with a published form. */
export async function generateTestKey(algorithm: string, kid: string): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return {
    kid,
    publicKey,
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" },
  };
}

/** Signs claims as they are; a header member of `null` is left out. */
export function signWith(
  key: TestKey,
  algorithm: string,
  claims: JsonObject,
  header: JsonObject = {},
): Promise<string> {
  const whole = Object.entries({ alg: algorithm, kid: key.kid, typ: "JWT", ...header }).filter(
    ([, value]) => value !== null,
  );
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, ...Object.fromEntries(whole) })
    .sign(key.privateKey, { crit: { "x-unknown": true } });
}
