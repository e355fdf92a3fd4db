/**
 * What does Orthrus add to verifying a token, and what does a principal cost when an SDK has verified already?
 *
 * A Clerk-sized RS256 token with a cached key: `jwtVerify` of jose alone, against the whole way from a request to a
 * principal. Bars: 1.2 times, and 5 µs. The two are interleaved, so that a slow moment of the machine hits both; only
 * ratios of one run mean something.
 */
import { createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { betterAuth, identityFromBetterAuthSession } from "../packages/identity/src/better-auth.ts";
import { clerk, identityFromClerkAuth } from "../packages/identity/src/clerk.ts";
import { createIdentity, fixedKeys } from "../packages/identity/src/index.ts";
import { oidc } from "../packages/identity/src/oidc.ts";
import { identityFromSuperTokensSession, superTokens } from "../packages/identity/src/super-tokens.ts";
import { type Measurement, measureAsync } from "./measure.ts";

const issuer = "https://id.acme.test";
const audience = "https://api.acme.test";
const rounds = 9;
const callsPerRound = 1_500;

for (const algorithm of ["RS256", "ES256"]) await compare(algorithm);
await compareDoors();
console.log(`Node ${process.version}`);

async function compare(algorithm: string): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: algorithm }] };
  const token = await new SignJWT({ ...claims(), azp: "web" })
    .setProtectedHeader({ alg: algorithm, kid: "k1", typ: "JWT" })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(privateKey);
  const keys = createLocalJWKSet(keySet);
  const options = { issuer, audience, algorithms: [algorithm], clockTolerance: 5, requiredClaims: ["exp"] };
  const identity = createIdentity({
    providers: [
      oidc({
        issuer,
        audience,
        algorithms: [algorithm],
        keys: fixedKeys(keySet),
        authorizedParties: ["web"],
      }),
    ],
    attributes: { clearance: "metadata.clearance" },
  });
  const request = new Request("https://api.acme.test/documents", {
    headers: { authorization: `Bearer ${token}` },
  });
  const verified = await identity.identify(request);
  if (verified.kind !== "verified") throw new Error(`not verified: ${verified.kind}`);

  const bare: Measurement[] = [];
  const whole: Measurement[] = [];
  const fromToken: Measurement[] = [];
  const mapped: Measurement[] = [];
  for (let done = 0; done < rounds; done++) {
    bare.push(await measureAsync("jose", callsPerRound, () => jwtVerify(token, keys, options)));
    whole.push(await measureAsync("request", callsPerRound, () => identity.identify(request)));
    fromToken.push(await measureAsync("token", callsPerRound, () => identity.identify(token)));
    mapped.push(await measureAsync("verified", callsPerRound, () => identity.accept(verified)));
  }
  const base = median(bare);
  console.table({
    [`${algorithm}: jose, bare`]: row(bare, base),
    [`${algorithm}: request to principal`]: row(whole, base),
    [`${algorithm}: token to principal`]: row(fromToken, base),
    "verified SDK object to principal": row(mapped, base),
  });
}

/** A session that the SDK of Clerk has verified: decoding what its claims pack together, then mapping. */
async function compareDoors(): Promise<void> {
  const clerkUrl = "https://clerk.acme.test";
  const { publicKey } = await generateKeyPair("RS256", { extractable: true });
  const identity = createIdentity({
    providers: [
      clerk({
        issuer: clerkUrl,
        jwtKey: await exportSPKI(publicKey),
        authorizedParties: ["https://app.acme.test"],
      }),
    ],
  });
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const sessionClaims = {
    v: 2,
    iss: clerkUrl,
    sub: "user_a1",
    sid: "sess_9",
    jti: "4f0c",
    azp: "https://app.acme.test",
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + 3_600,
    sts: "active",
    fva: [3, -1],
    pla: "o:pro",
    fea: "o:documents,o:invoices,u:beta",
    o: { id: "org_7", slg: "acme", rol: "editor", per: "read,edit,pay", fpm: "3,5" },
    department: "finance",
    metadata: { clearance: 3 },
  };
  const auth = { tokenType: "session_token", userId: "user_a1", sessionStatus: "active", sessionClaims };
  await measureDoor("auth() of Clerk to principal", () => identity.accept(identityFromClerkAuth(auth)));
  await compareSessions(nowSeconds);
}

/** What the SDKs of SuperTokens and Better Auth return. */
async function compareSessions(nowSeconds: number): Promise<void> {
  const api = "https://api.acme.test/auth";
  const providers = [superTokens({ issuer: api }), betterAuth({ issuer })];
  const idPrefixes = { "super-tokens": "st|", "better-auth": "ba|" };
  const identity = createIdentity({ providers, idPrefixes });
  const t = nowSeconds * 1_000;
  const payload = {
    iss: api,
    sub: "9b0c1e0e",
    rsub: "9b0c1e0e",
    tId: "acme",
    sessionHandle: "3ec2e044_acme",
    refreshTokenHash1: "4f0c",
    stt: 0,
    iat: nowSeconds,
    exp: nowSeconds + 3_600,
    "st-role": { v: ["editor"], t },
    "st-perm": { v: ["document:read", "document:edit"], t },
    department: { v: "finance", t },
  };
  const container = {
    getUserId: () => payload.sub,
    getHandle: () => payload.sessionHandle,
    getAccessTokenPayload: () => payload,
  };
  await measureDoor("session of SuperTokens to principal", () =>
    identity.accept(identityFromSuperTokensSession(container)),
  );
  const dates = { createdAt: new Date(t), updatedAt: new Date(t) };
  const found = {
    user: { id: "u1", name: "Ada", email: "ada@acme.test", emailVerified: true, role: "user", ...dates },
    session: { id: "s1", userId: "u1", activeOrganizationId: "o1", expiresAt: new Date(t + 9e8), ...dates },
  };
  const member = { organizationId: "o1", userId: "u1", role: "owner,billing" };
  await measureDoor("session of Better Auth to principal", () =>
    identity.accept(identityFromBetterAuthSession(found, { issuer, member })),
  );
}

async function measureDoor(title: string, call: () => Promise<{ readonly kind: string }>): Promise<void> {
  const { kind } = await call();
  if (kind !== "verified") throw new Error(`not verified: ${kind}`);
  const door: Measurement[] = [];
  for (let done = 0; done < rounds; done++) door.push(await measureAsync("door", callsPerRound, call));
  console.table({ [title]: row(door, Number.NaN) });
}

/** What a session of a person in an organisation carries. */
function claims() {
  return {
    sub: "user_2aBcDeFgHiJk",
    sid: "sess_9",
    jti: "4f0c",
    email: "ada@acme.test",
    email_verified: true,
    name: "Ada Lovelace",
    scope: "openid profile documents:read documents:edit",
    permissions: ["org:documents:read", "org:documents:edit", "org:invoices:read"],
    groups: ["editors", "legal"],
    department: "finance",
    metadata: { clearance: 3, teams: ["a", "b"] },
    plan: "pro",
    acr: "urn:mfa",
    amr: ["pwd", "mfa"],
  };
}

function median(measurements: readonly Measurement[]): number {
  return (
    measurements.map(({ p50Ns }) => p50Ns).toSorted((a, b) => a - b)[Math.floor(measurements.length / 2)] ??
    Number.NaN
  );
}

function row(measurements: readonly Measurement[], baseNs: number) {
  const p50Ns = median(measurements);
  const p99Ns =
    measurements.map((one) => one.p99Ns).toSorted((a, b) => a - b)[Math.floor(measurements.length / 2)] ??
    Number.NaN;
  return {
    "p50 µs": round(p50Ns / 1_000),
    "p99 µs": round(p99Ns / 1_000),
    ...(!Number.isNaN(baseNs) && { "times jose": round(p50Ns / baseNs) }),
    "per second": Math.round(1e9 / p50Ns),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
