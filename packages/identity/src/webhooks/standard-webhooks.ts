import { IdentityError } from "../errors.ts";

/** A message whose signature was found good. */
export interface SignedMessage {
  readonly id: string;
  readonly sentAtSeconds: number;
}

const WINDOW_SECONDS = 300;
const encoder = new TextEncoder();

export type MessageVerifier = (
  headers: Headers,
  body: Uint8Array,
  nowMs: number,
) => Promise<SignedMessage | undefined>;

/**
 * Checks messages signed as Svix and Standard Webhooks do; any one of several secrets will do, for rotation.
 *
 * Shape: headers `<prefix>-id`, `<prefix>-timestamp` (seconds), `<prefix>-signature` (`v1,<base64> v1,<base64>`).
 * Throws: `identity/invalid-configuration`, when a secret is not `whsec_` and Base64.
 * Source: Standard Webhooks specification 1.0, "Signature scheme".
 */
export function messageVerifier(secrets: readonly string[], prefix: "svix" | "webhook"): MessageVerifier {
  if (secrets.length === 0) throw wrong("no webhook secret is given, and nothing is accepted unsigned");
  const keys = secrets.map(importKey);
  return async (headers, body, nowMs) => {
    const id = headers.get(`${prefix}-id`);
    const timestamp = headers.get(`${prefix}-timestamp`) ?? "";
    const signatures = signaturesIn(headers.get(`${prefix}-signature`) ?? "");
    if (!id || !/^\d{1,12}$/.test(timestamp) || signatures.length === 0) return undefined;
    const sentAtSeconds = Number(timestamp);
    if (Math.abs(Math.floor(nowMs / 1_000) - sentAtSeconds) > WINDOW_SECONDS) return undefined;
    const signed = signedContent(`${id}.${timestamp}.`, body);
    for (const key of keys) {
      for (const signature of signatures) {
        // SECURITY: Web Crypto compares in constant time.
        if (await crypto.subtle.verify("HMAC", await key(), signature, signed)) return { id, sentAtSeconds };
      }
    }
    return undefined;
  };
}

/** At most ten: each costs a hash of the whole body. */
function signaturesIn(header: string): readonly Uint8Array<ArrayBuffer>[] {
  const parts = header.split(" ").slice(0, 10);
  return parts.flatMap((part) => (part.startsWith("v1,") ? (decodeBase64(part.slice(3)) ?? []) : []));
}

function signedContent(start: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(start);
  const content = new Uint8Array(head.length + body.length);
  content.set(head);
  content.set(body, head.length);
  return content;
}

function importKey(secret: string): () => Promise<CryptoKey> {
  const bytes = decodeBase64(secret.replace(/^whsec_/, ""));
  if (!bytes || bytes.length === 0) throw wrong("a webhook secret is not `whsec_` and Base64");
  let imported: Promise<CryptoKey> | undefined;
  return () => {
    imported ??= crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    return imported;
  };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function wrong(message: string): IdentityError {
  return new IdentityError("identity/invalid-configuration", message);
}
