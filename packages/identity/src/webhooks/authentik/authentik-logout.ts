import type { AuthentikProvider } from "../../providers/authentik/authentik.ts";
import { verifyLogoutToken } from "../../providers/authentik/logout-token.ts";
import { backChannelLogout } from "../back-channel-logout.ts";
import type { ReceiverOptions, WebhookReceiver } from "../receiver.ts";

export interface AuthentikLogoutOptions extends ReceiverOptions {
  /** `authentik()` of the application whose "Logout URI" leads here. */
  readonly provider: AuthentikProvider;
}

/** Receives the logout tokens of Authentik: when a session ends or is deleted, and when a user is deactivated. */
export function authentikLogout(options: AuthentikLogoutOptions): WebhookReceiver {
  const { provider } = options;
  return backChannelLogout({
    ...options,
    verify: (token, nowMs) => verifyLogoutToken(token, provider, { nowMs }),
  });
}
