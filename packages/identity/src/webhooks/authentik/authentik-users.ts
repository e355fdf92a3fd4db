import type { Json, JsonObject } from "@orthrus/protocol";
import type { EventOrigin, IdentityEvent } from "../identity-event.ts";
import { given, listIn, objectIn, textIn } from "../read-fields.ts";
import type { AuthentikHint } from "./authentik-hints.ts";

export interface AuthentikUsersOptions {
  /** Where Authentik answers: `https://auth.acme.test`. */
  readonly url: string;
  /** An API token that may view users. */
  readonly token: string;
  /** The `iss` of the application's tokens. */
  readonly issuer: string;
  /**
   * The field that is the `sub` of the application's tokens, by its subject mode: `uid` (hashed id, the default), `pk`,
   * `uuid`, `username` or `email`.
   */
  readonly subject?: "uid" | "pk" | "uuid" | "username" | "email";
  readonly fetch?: typeof fetch;
  /** 5,000 unless given. */
  readonly timeoutMs?: number;
}

/**
 * Reads the users that a notification is about from Authentik's API.
 *
 * Throws: when Authentik does not answer, so that it sends the notification again.
 */
export function authentikUsers(
  options: AuthentikUsersOptions,
): (hint: AuthentikHint, nowMs: number) => Promise<readonly IdentityEvent[]> {
  return async ({ username, eventUsername }, nowMs) => {
    const names = new Set([username, eventUsername].filter((name) => name !== undefined));
    const users = await Promise.all([...names].map((name) => find(options, name)));
    const origin = { issuer: options.issuer, changedAtMs: nowMs };
    return users.flat().flatMap((user) => eventsOf(user, options.subject ?? "uid", origin));
  };
}

async function find(
  { url, token, timeoutMs = 5_000, ...options }: AuthentikUsersOptions,
  username: string,
): Promise<readonly JsonObject[]> {
  const address = `${url.replace(/\/+$/, "")}/api/v3/core/users/?${new URLSearchParams({ username })}`;
  const response = await (options.fetch ?? fetch)(address, {
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`the API of Authentik answered ${response.status}`);
  const users = listIn(objectIn((await response.json()) as Json).results).map(objectIn);
  // The filter is Authentik's; that it meant the same name is ours to know.
  return users.filter((user) => user.username === username);
}

function eventsOf(user: JsonObject, subject: string, origin: EventOrigin): readonly IdentityEvent[] {
  const value = user[subject];
  const id = typeof value === "number" ? String(value) : textIn(value);
  if (id === undefined) return [];
  const isSuspended = user.is_active === false;
  const record = given({ id, email: textIn(user.email), name: textIn(user.name), isSuspended });
  const changed: IdentityEvent = { ...origin, type: "user.upserted", user: record };
  return isSuspended ? [changed, { ...origin, type: "user.suspended", userId: id }] : [changed];
}
