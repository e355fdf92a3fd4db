import type { IdentityEvent } from "../identity-event.ts";
import { given, parseObject, textIn } from "../read-fields.ts";
import { type ReceiverOptions, type WebhookReceiver, webhookReceiver } from "../receiver.ts";
import { sharedSecretCheck } from "./shared-secret.ts";

/** What a notification of Authentik says about whom. Nobody has signed it. */
export interface AuthentikHint {
  readonly body?: string;
  /** The user that the event is about. */
  readonly username?: string;
  readonly email?: string;
  /** The user who caused it. */
  readonly eventUsername?: string;
  readonly eventEmail?: string;
}

export interface AuthentikHintOptions extends ReceiverOptions {
  /** What the header mapping of the webhook transport sends, 16 characters or more; two while you change it. */
  readonly secret: string | readonly string[];
  /** The header it is in; `x-orthrus-secret` unless given. */
  readonly header?: string;
  /** Asks Authentik what is true now: `authentikUsers`. Only its answer becomes events. */
  readonly lookUp: (hint: AuthentikHint, nowMs: number) => Promise<readonly IdentityEvent[]>;
}

/**
 * Receives notifications of Authentik, which carry a shared secret and no signature. So a notification is only a hint
 * that something has changed: what has, is read from Authentik before anything is written.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function authentikHints(options: AuthentikHintOptions): WebhookReceiver {
  const isSecret = sharedSecretCheck([options.secret].flat());
  const { header = "x-orthrus-secret" } = options;
  return webhookReceiver(options, async ({ headers, text, nowMs }) => {
    const isTrusted = await isSecret(headers.get(header) ?? "");
    const notification = isTrusted ? parseObject(text()) : undefined;
    if (!notification) return { kind: "refused" };
    const hint = given({
      body: textIn(notification.body),
      username: textIn(notification.user_username),
      email: textIn(notification.user_email),
      eventUsername: textIn(notification.event_user_username),
      eventEmail: textIn(notification.event_user_email),
    });
    const events = await options.lookUp(hint, nowMs);
    // Without an id there is nothing to remember, and asking again does no harm.
    return { kind: "verified", type: "notification", keys: [], rememberUntilMs: nowMs, events };
  });
}
