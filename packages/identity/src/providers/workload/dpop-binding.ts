import {
  base64url,
  calculateJwkThumbprint,
  EmbeddedJWK,
  type JWTPayload,
  type JWTVerifyResult,
  jwtVerify,
} from "jose";
import { invalid, type Refusal } from "../../outcome.ts";
import type { VerifyContext } from "../../provider.ts";
import { memoryReplayStore, type ReplayStore } from "../../replay-store.ts";
import type { BindingCheck } from "../../verify/jwt-rules.ts";

export interface DpopOptions {
  /** Where callers believe us to be, such as `https://api.acme.test`, when a proxy stands between. */
  readonly origin?: string;
  /** Ids of proofs that were used. In this process unless given. */
  readonly replay?: ReplayStore;
  /** How old a proof may be; 60 unless given. */
  readonly maxAgeSeconds?: number;
  readonly algorithms?: readonly string[];
}

/**
 * Tokens bound to a key of the caller: `cnf.jkt` is the key that has signed a proof for exactly this request.
 *
 * Source: RFC 9449, section 4.3.
 */
export function dpopBinding(options: DpopOptions = {}): BindingCheck {
  const { replay = memoryReplayStore(), maxAgeSeconds = 60 } = options;
  return async (confirmation, credential, context) => {
    if (typeof confirmation.jkt !== "string") return invalid("binding", "the token is not bound to a key");
    if (credential.kind !== "token" || credential.scheme !== "dpop")
      return invalid("binding", "a token bound to a key came as bearer");
    const proof = context.request?.header("dpop");
    if (proof === undefined || proof.length > 8_192)
      return invalid("binding", "the proof of the key is missing");
    const verified = await verifyProof(proof, options);
    if (!verified) return invalid("binding", "the proof of the key cannot be verified");
    const { payload, protectedHeader } = verified;
    const thumbprint = protectedHeader.jwk && (await calculateJwkThumbprint(protectedHeader.jwk));
    if (thumbprint !== confirmation.jkt) return invalid("binding", "the token is bound to another key");
    const problem = requestProblem(payload, context, options) ?? ageProblem(payload, context, maxAgeSeconds);
    if (problem) return problem;
    if (payload.ath !== (await hashOf(credential.token)))
      return invalid("binding", "the proof is for another token");
    const untilMs = context.nowMs + (maxAgeSeconds + context.skewSeconds) * 2_000;
    const key = `dpop ${thumbprint} ${String(payload.jti)}`;
    return (await replay.isFirst(key, untilMs, context.nowMs))
      ? "dpop"
      : invalid("binding", "the proof was used before");
  };
}

async function verifyProof(proof: string, { algorithms }: DpopOptions): Promise<JWTVerifyResult | undefined> {
  try {
    return await jwtVerify(proof, EmbeddedJWK, {
      typ: "dpop+jwt",
      algorithms: [...(algorithms ?? ["ES256", "ES384", "RS256", "PS256", "EdDSA"])],
      requiredClaims: ["jti", "htm", "htu", "iat", "ath"],
    });
  } catch {
    return undefined;
  }
}

function requestProblem(
  { htm, htu }: JWTPayload,
  { request }: VerifyContext,
  { origin }: DpopOptions,
): Refusal | undefined {
  const url = urlOf(request?.url, origin);
  if (url === undefined)
    return invalid("binding", "the address of the request is not known; configure `origin`");
  if (htm !== request?.method) return invalid("binding", "the proof is for another method");
  return urlOf(typeof htu === "string" ? htu : undefined, undefined) === url
    ? undefined
    : invalid("binding", "the proof is for another address");
}

/** Without query and fragment, as proofs have it. */
function urlOf(text: string | undefined, origin: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text, origin)) return undefined;
  const url = new URL(text, origin);
  return (origin === undefined ? url.origin : new URL(origin).origin) + url.pathname;
}

function ageProblem(
  { iat, jti }: JWTPayload,
  { nowMs, skewSeconds }: VerifyContext,
  maxAgeSeconds: number,
): Refusal | undefined {
  const age = nowMs / 1_000 - (iat ?? 0);
  if (age > maxAgeSeconds + skewSeconds || age < -skewSeconds)
    return invalid("binding", "the proof is not of this moment");
  return typeof jti === "string" && jti !== "" ? undefined : invalid("binding", "the proof has no id");
}

async function hashOf(token: string): Promise<string> {
  return base64url.encode(
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))),
  );
}
