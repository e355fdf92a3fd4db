import type { DenyEntry, DenyList } from "../deny-list.ts";
import { IdentityError } from "../errors.ts";
import type { EventSink, IdentityEvent } from "./identity-event.ts";

export interface DenyListSinkOptions {
  readonly denyList: DenyList;
  /** How long a token can live: entries are kept until the last one that they are about has expired. */
  readonly maxTokenLifetimeSeconds: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/**
 * Revokes what events end: sessions, removed and suspended users, and the tokens that say somebody is still a member.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function denyListSink(options: DenyListSinkOptions): EventSink {
  const { denyList, maxTokenLifetimeSeconds, clock = Date.now } = options;
  if (!(maxTokenLifetimeSeconds > 0)) {
    throw new IdentityError("identity/invalid-configuration", "`maxTokenLifetimeSeconds` is not above zero");
  }
  return {
    async apply(events) {
      // A minute more than the lifetime: the most that `skewSeconds` can add.
      const untilSeconds = Math.ceil(clock() / 1_000) + maxTokenLifetimeSeconds + 60;
      for (const event of events) {
        const entry = entryOf(event);
        if (entry) await denyList.deny({ ...entry, untilSeconds });
      }
    },
  };
}

function entryOf(event: IdentityEvent): Omit<DenyEntry, "untilSeconds"> | undefined {
  const { issuer } = event;
  // Tokens of the same second may be from before; those of the next one are not.
  const issuedBeforeSeconds = Math.floor(event.changedAtMs / 1_000) + 1;
  switch (event.type) {
    case "user.removed":
      return { kind: "subject", issuer, value: event.userId };
    case "user.suspended":
    case "member.removed":
      // Whoever is let in again gets new tokens.
      return { kind: "subject", issuer, value: event.userId, issuedBeforeSeconds };
    case "session.revoked":
      if (event.sessionId !== undefined) return { kind: "session", issuer, value: event.sessionId };
      if (event.userId === undefined) return undefined;
      return { kind: "subject", issuer, value: event.userId, issuedBeforeSeconds };
    case "user.upserted":
    case "org.upserted":
    case "org.removed":
    case "member.upserted":
    case "role.changed":
      return undefined;
  }
}
