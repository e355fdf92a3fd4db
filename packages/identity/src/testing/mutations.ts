import type { JsonObject } from "@orthrus/protocol";
import type { InvalidReason, Outcome } from "../outcome.ts";
import { generateTestKey, signWith, type TestIssuer } from "./issuer.ts";

/** A token that is broken in one way, and what has to come of it. */
export interface Mutation {
  readonly title: string;
  readonly token: string;
  readonly expected: { readonly kind: Outcome["kind"]; readonly reason?: InvalidReason };
}

/** The good token that mutations start from. */
export interface MutationSubject {
  /** What `sign` would be called with for a good token: times, issuer, subject, audience. */
  readonly claims: JsonObject;
  readonly header?: JsonObject;
  /** Claims without which the provider refuses, beside `iss` and `exp`. */
  readonly requiredClaims: readonly string[];
  /** The provider is configured with an audience. */
  readonly hasAudience: boolean;
  /** The provider is configured with authorised parties. */
  readonly hasAuthorizedParty: boolean;
  /** What becomes of an old token where the front end fetches a new one by itself; `expired` unless given. */
  readonly expiredKind?: "expired" | "refresh-needed";
}

/** Every way to break a token that each adapter has to survive; add those that are special to a provider. */
export async function mutations(issuer: TestIssuer, subject: MutationSubject): Promise<readonly Mutation[]> {
  const { claims, header = {} } = subject;
  const now = issuer.clock.nowSeconds();
  const signed = async (
    title: string,
    changes: JsonObject,
    expected: Mutation["expected"],
    headerChanges: JsonObject = {},
  ): Promise<Mutation> => {
    const changed = Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== null);
    return {
      title,
      expected,
      token: await issuer.sign(Object.fromEntries(changed), { ...header, ...headerChanges }),
    };
  };
  const good = await issuer.sign(claims, header);
  const [head = "", body = "", signature = ""] = good.split(".");
  const none = base64url(JSON.stringify({ ...header, alg: "none" }));
  const foreign = await generateTestKey(issuer.algorithm, issuer.key().kid);
  const stranger = await generateTestKey(issuer.algorithm, "nobody-knows");

  return [
    await signed(
      "expired by 6 s",
      { exp: now - 6, iat: now - 66 },
      { kind: subject.expiredKind ?? "expired" },
    ),
    await signed("not yet valid by 6 s", { nbf: now + 6 }, invalid("not-yet-valid")),
    await signed("issued 6 s in the future", { iat: now + 6 }, invalid("issued-in-future")),
    await signed(
      "issued ten minutes in the future",
      { iat: now + 600, exp: now + 1200 },
      invalid("issued-in-future"),
    ),
    await signed("of another issuer", { iss: "https://evil.test" }, invalid("issuer")),
    await signed(
      "of an issuer with a slash more or less",
      { iss: slashed(issuer.issuer) },
      invalid("issuer"),
    ),
    await signed("without `iss`", { iss: null }, invalid()),
    await signed("without `exp`", { exp: null }, invalid("missing-claim")),
    await signed("with `exp` as text", { exp: String(now + 60) }, invalid("claim-type")),
    ...(await Promise.all(
      subject.requiredClaims.map((claim) => signed(`without \`${claim}\``, { [claim]: null }, invalid())),
    )),
    ...(subject.hasAudience
      ? [
          await signed("for another audience", { aud: "somebody-else" }, invalid("audience")),
          await signed("for no audience", { aud: [] }, invalid("audience")),
        ]
      : []),
    ...(subject.hasAuthorizedParty
      ? [
          await signed("for another party", { azp: "https://evil.test" }, invalid("authorized-party")),
          await signed("without party", { azp: null }, invalid("authorized-party")),
        ]
      : []),
    {
      title: "signed by a foreign key with the same id",
      token: await signWith(foreign, issuer.algorithm, claims, header),
      expected: invalid("signature"),
    },
    {
      title: "signed by a key nobody knows",
      token: await signWith(stranger, issuer.algorithm, claims, { ...header, kid: stranger.kid }),
      expected: invalid("unknown-key"),
    },
    {
      title: "with its own key in `jwk`",
      token: await signWith(stranger, issuer.algorithm, claims, {
        ...header,
        kid: stranger.kid,
        jwk: { ...stranger.jwk } as JsonObject,
      }),
      expected: invalid("unknown-key"),
    },
    {
      title: "with its own key set in `jku`",
      token: await signWith(stranger, issuer.algorithm, claims, {
        ...header,
        kid: stranger.kid,
        jku: `${issuer.origin}/evil.json`,
      }),
      expected: invalid("unknown-key"),
    },
    { title: "with `alg: none` and no signature", token: `${none}.${body}.`, expected: invalid("algorithm") },
    {
      title: "with `alg: none` and the old signature",
      token: `${none}.${body}.${signature}`,
      expected: invalid("algorithm"),
    },
    {
      title: "signed with HS256 and the public key",
      token: await hmacWithPublicKey(issuer, claims, header),
      expected: invalid("algorithm"),
    },
    await signed("with a critical header that nobody knows", {}, invalid("critical-header"), {
      crit: ["x-unknown"],
      "x-unknown": true,
    }),
    {
      title: "with other claims under the old signature",
      token: `${head}.${base64url(JSON.stringify({ ...claims, sub: "root" }))}.${signature}`,
      expected: invalid("signature"),
    },
    { title: "without signature", token: `${head}.${body}.`, expected: invalid() },
    { title: "of two segments", token: `${head}.${body}`, expected: invalid("malformed") },
    {
      title: "of five segments",
      token: `${head}.${body}.${body}.${body}.${signature}`,
      expected: invalid("malformed"),
    },
    {
      title: "with a payload that is no object",
      token: `${head}.${base64url("[]")}.${signature}`,
      expected: invalid("malformed"),
    },
    { title: "that is no token", token: "null", expected: invalid("malformed") },
    { title: "that is empty", token: "", expected: invalid("malformed") },
    await signed("of more than 16 KiB", { padding: "x".repeat(17_000) }, invalid("too-large")),
    {
      title: "of 1 MB",
      token: `${head}.${"A".repeat(1_000_000)}.${signature}`,
      expected: invalid("too-large"),
    },
  ];
}

function invalid(reason?: InvalidReason): Mutation["expected"] {
  return { kind: "invalid", ...(reason && { reason }) };
}

function slashed(issuer: string): string {
  return issuer.endsWith("/") ? issuer.slice(0, -1) : `${issuer}/`;
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url");
}

async function hmacWithPublicKey(
  issuer: TestIssuer,
  claims: JsonObject,
  header: JsonObject,
): Promise<string> {
  const secret = new TextEncoder().encode(await issuer.publicKeyPem());
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const head = base64url(JSON.stringify({ ...header, alg: "HS256", kid: issuer.key().kid }));
  const input = `${head}.${base64url(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}
