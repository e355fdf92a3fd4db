import { isObject } from "../../claims/claim-path.ts";
import { MAX_TOKEN_BYTES } from "../../credential/credential.ts";
import { tokenFrom } from "../../credential/extract-credential.ts";
import type { DenyEntry } from "../../deny-list.ts";
import { invalid, type Refusal } from "../../outcome.ts";
import type { ReplayStore } from "../../replay-store.ts";
import type { VerifiedClaims } from "../../verified-identity.ts";
import type { AuthentikProvider } from "./authentik.ts";
import { LOGOUT_EVENT, LOGOUT_MAX_AGE_SECONDS } from "./token-claims.ts";

export interface LogoutTokenOptions {
  /** The lifetime of access tokens in Authentik: how long an entry is needed. 3,600 unless given. */
  readonly tokenLifetimeSeconds?: number;
  /** Refuses a logout token that was used before. A receiver that remembers deliveries needs none. */
  readonly replays?: ReplayStore;
  readonly nowMs?: number;
  readonly skewSeconds?: number;
}

/** Who was logged out, as deny-list entries and in words of OpenID Connect. */
export interface VerifiedLogout {
  readonly kind: "logout";
  readonly entries: readonly DenyEntry[];
  readonly issuer: string;
  /** `jti`, by which a token that comes twice is known. */
  readonly tokenId: string;
  readonly issuedAtSeconds: number;
  /** Absent: all sessions of the subject. */
  readonly sessionId?: string;
  readonly subject?: string;
}

/**
 * Verifies the `logout_token` that Authentik posts when a session ended, was deleted, or its user was deactivated.
 *
 * It needs the event of back-channel logout and must have no nonce, so that no other token passes for one.
 * Source: OpenID Connect Back-Channel Logout 1.0, section 2.6.
 */
export async function verifyLogoutToken(
  token: string,
  provider: AuthentikProvider,
  options: LogoutTokenOptions = {},
): Promise<VerifiedLogout | Refusal> {
  const { nowMs = Date.now(), skewSeconds = 5, replays } = options;
  if (token.length > MAX_TOKEN_BYTES) return invalid("too-large", "the token is larger than 16 KiB");
  const jwt = await provider.logoutTokens(tokenFrom("argument", [token]), { nowMs, skewSeconds });
  if ("kind" in jwt) return jwt;
  const logout = logoutOf(jwt.claims, options.tokenLifetimeSeconds ?? 3_600);
  if (logout.kind !== "logout" || !replays) return logout;
  const untilMs = (logout.issuedAtSeconds + LOGOUT_MAX_AGE_SECONDS + skewSeconds + 1) * 1_000;
  const isFirst = await replays.isFirst(`${logout.issuer} ${logout.tokenId}`, untilMs, nowMs);
  return isFirst ? logout : invalid("revoked", "the logout token was used before");
}

function logoutOf(claims: VerifiedClaims, tokenLifetimeSeconds: number): VerifiedLogout | Refusal {
  const { iss, sub, sid, jti, iat, events, nonce } = claims;
  if (!isObject(events) || !isObject(events[LOGOUT_EVENT]) || nonce !== undefined)
    return invalid("token-type", "the token is not a logout token");
  if (typeof iss !== "string" || typeof iat !== "number" || typeof jti !== "string" || jti === "")
    return invalid("claim-type", "a claim is of the wrong type");
  const said = {
    ...(typeof sid === "string" && sid !== "" && { sessionId: sid }),
    ...(typeof sub === "string" && sub !== "" && { subject: sub }),
  };
  const untilSeconds = iat + tokenLifetimeSeconds;
  const entry = entryOf(said, iss, untilSeconds, iat);
  if (!entry) return invalid("missing-claim", "the token has neither `sid` nor `sub`");
  return { kind: "logout", entries: [entry], issuer: iss, tokenId: jti, issuedAtSeconds: iat, ...said };
}

function entryOf(
  { sessionId, subject }: { readonly sessionId?: string; readonly subject?: string },
  issuer: string,
  untilSeconds: number,
  issuedAtSeconds: number,
): DenyEntry | undefined {
  if (sessionId !== undefined) return { kind: "session", issuer, value: sessionId, untilSeconds };
  if (subject === undefined) return undefined;
  // The subject may sign in again; what was issued in the same second is of before.
  const issuedBeforeSeconds = issuedAtSeconds + 1;
  return { kind: "subject", issuer, value: subject, untilSeconds, issuedBeforeSeconds };
}
