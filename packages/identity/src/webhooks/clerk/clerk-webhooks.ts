import { issuerOf } from "../../providers/clerk/instance.ts";
import type { ReceiverOptions, WebhookReceiver } from "../receiver.ts";
import { signedReceiver } from "../signed-receiver.ts";
import { clerkEvents } from "./clerk-events.ts";

export interface ClerkWebhookOptions extends ReceiverOptions {
  /** `CLERK_WEBHOOK_SIGNING_SECRET`, `whsec_…`; two while you change it. */
  readonly secret: string | readonly string[];
  /** The instance, as for `clerk()`; this or `publishableKey`. */
  readonly issuer?: string;
  readonly publishableKey?: string;
}

/**
 * Receives webhooks of Clerk, which Svix signs.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function clerkWebhooks(options: ClerkWebhookOptions): WebhookReceiver {
  const issuer = issuerOf(options);
  return signedReceiver({
    ...options,
    prefix: "svix",
    translate: (envelope) => clerkEvents(envelope, issuer),
  });
}
