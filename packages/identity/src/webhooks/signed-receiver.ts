import type { JsonObject } from "@orthrus/protocol";
import type { IdentityEvent } from "./identity-event.ts";
import { parseObject, textIn } from "./read-fields.ts";
import { type ReceiverOptions, type WebhookReceiver, webhookReceiver } from "./receiver.ts";
import { messageVerifier } from "./standard-webhooks.ts";

export interface SignedReceiverOptions extends ReceiverOptions {
  /** `whsec_` and Base64; two while you change it. */
  readonly secret: string | readonly string[];
  /** What the names of the headers begin with; `webhook` unless given. */
  readonly prefix?: "svix" | "webhook";
  /** What a body says; its `type` is what reports call it. */
  readonly translate: (envelope: JsonObject) => readonly IdentityEvent[];
}

/** Twice the window in which a signature is good, so that nothing can be replayed at its edge. */
const REMEMBER_MS = 600_000;

/**
 * Receives webhooks of anybody who signs as Standard Webhooks or Svix do.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function signedReceiver(options: SignedReceiverOptions): WebhookReceiver {
  const verify = messageVerifier([options.secret].flat(), options.prefix ?? "webhook");
  return webhookReceiver(options, async ({ headers, body, text, nowMs }) => {
    const message = await verify(headers, body, nowMs);
    const envelope = message && parseObject(text());
    if (!envelope) return { kind: "refused" };
    return {
      kind: "verified",
      type: textIn(envelope.type) ?? "",
      // Attempts of one delivery have the same id.
      keys: [`${options.prefix ?? "webhook"}:${message.id}`],
      rememberUntilMs: nowMs + REMEMBER_MS,
      events: options.translate(envelope),
    };
  });
}
