import type { VerifiedIdentity } from "./verified-identity.ts";

/**
 * What was revoked before it expired: fed by webhooks and back-channel logout, asked for every verified identity.
 *
 * A list that fails makes the outcome `unavailable`.
 */
export interface DenyList {
  isDenied(identity: VerifiedIdentity, nowMs: number): boolean | Promise<boolean>;
  deny(entry: DenyEntry): void | Promise<void>;
}

export interface DenyEntry {
  readonly kind: "session" | "subject" | "token";
  readonly issuer: string;
  /** `sid`, `sub` or `jti`. */
  readonly value: string;
  /** When the last token that this is about has expired. */
  readonly untilSeconds: number;
  /** For a subject that may sign in again: tokens issued later are good. */
  readonly issuedBeforeSeconds?: number;
}

/** Both of two entries about the same: revocations come in any order, and none takes another one back. */
export function strongerOf(entry: DenyEntry, known: DenyEntry | undefined): DenyEntry {
  if (!known) return entry;
  const { issuedBeforeSeconds: before, ...rest } = entry;
  const untilSeconds = Math.max(entry.untilSeconds, known.untilSeconds);
  if (before === undefined || known.issuedBeforeSeconds === undefined) return { ...rest, untilSeconds };
  return { ...rest, untilSeconds, issuedBeforeSeconds: Math.max(before, known.issuedBeforeSeconds) };
}

/** A deny-list in this process. With several instances, keep it where all of them can see it. */
export function memoryDenyList(): DenyList {
  const entries = new Map<string, DenyEntry>();
  const keyOf = (kind: DenyEntry["kind"], issuer: string, value: string) =>
    JSON.stringify([kind, issuer, value]);
  let sweptAtMs = 0;

  function isListed(
    kind: DenyEntry["kind"],
    value: string | undefined,
    identity: VerifiedIdentity,
    nowMs: number,
  ) {
    if (value === undefined) return false;
    const entry = entries.get(keyOf(kind, identity.issuer, value));
    if (!entry || entry.untilSeconds * 1_000 <= nowMs) return false;
    const { issuedAtSeconds } = identity;
    const { issuedBeforeSeconds } = entry;
    return (
      issuedBeforeSeconds === undefined ||
      issuedAtSeconds === undefined ||
      issuedAtSeconds < issuedBeforeSeconds
    );
  }

  function sweep(nowMs: number): void {
    if (nowMs - sweptAtMs < 60_000) return;
    sweptAtMs = nowMs;
    for (const [key, { untilSeconds }] of entries) if (untilSeconds * 1_000 <= nowMs) entries.delete(key);
  }

  return {
    isDenied(identity, nowMs) {
      if (entries.size === 0) return false;
      sweep(nowMs);
      return (
        isListed("session", identity.sessionId, identity, nowMs) ||
        isListed("subject", identity.subject, identity, nowMs) ||
        isListed("token", identity.tokenId, identity, nowMs)
      );
    },
    deny(entry) {
      const key = keyOf(entry.kind, entry.issuer, entry.value);
      entries.set(key, strongerOf(entry, entries.get(key)));
    },
  };
}
