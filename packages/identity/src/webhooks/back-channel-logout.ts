import type { Refusal } from "../outcome.ts";
import { given } from "./read-fields.ts";
import { type ReceiverOptions, type WebhookReceiver, webhookReceiver } from "./receiver.ts";

/** A logout token that was verified: signature, issuer, audience, `events`, and that it has no `nonce`. */
export interface VerifiedLogout {
  readonly kind: "logout";
  readonly issuer: string;
  readonly tokenId: string;
  readonly issuedAtSeconds: number;
  /** At least one of these is there. */
  readonly subject?: string;
  readonly sessionId?: string;
}

export interface BackChannelLogoutOptions extends ReceiverOptions {
  readonly verify: (token: string, nowMs: number) => Promise<VerifiedLogout | Refusal>;
}

/** Far longer than any logout token lives. */
const REMEMBER_MS = 86_400_000;

/**
 * Receives back-channel logout of OpenID Connect: the session that the token names is over, or all of the subject.
 *
 * Source: OpenID Connect Back-Channel Logout 1.0, sections 2.5 to 2.8.
 */
export function backChannelLogout(options: BackChannelLogoutOptions): WebhookReceiver {
  return webhookReceiver(options, async ({ text, nowMs }) => {
    const tokens = new URLSearchParams(text()).getAll("logout_token");
    const [token = ""] = tokens;
    const logout = tokens.length === 1 ? await options.verify(token, nowMs) : undefined;
    if (!logout) return { kind: "refused" };
    if (logout.kind !== "logout") return { kind: logout.kind === "unavailable" ? "unavailable" : "refused" };
    const { issuer, tokenId, issuedAtSeconds, subject, sessionId } = logout;
    return {
      kind: "verified",
      type: "backchannel-logout",
      keys: [`logout:${issuer}:${tokenId}`],
      rememberUntilMs: nowMs + REMEMBER_MS,
      events: [
        {
          type: "session.revoked",
          issuer,
          changedAtMs: issuedAtSeconds * 1_000,
          ...given({ sessionId, userId: subject }),
        },
      ],
    };
  });
}
