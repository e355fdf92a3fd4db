import type { Json } from "@orthrus/protocol";
import { objectIn } from "../read-fields.ts";

/** A machine-to-machine application with the scope `read:events` for the Management API. */
export interface KindeEventApi {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface KindeApiAccess extends KindeEventApi {
  readonly issuer: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

/**
 * Whether Kinde itself knows an event; a webhook is only as secret as the key that signed it.
 *
 * Throws: when nobody can say.
 */
export function kindeEventLookup(
  access: KindeApiAccess,
): (eventId: string, type: string) => Promise<boolean> {
  return async (eventId, type) => {
    const token = await accessToken(access);
    const url = `${access.issuer}/api/v1/events/${encodeURIComponent(eventId)}`;
    const response = await send(access, url, { headers: { authorization: `Bearer ${token}` } });
    if (response.status === 404 || response.status === 400) return false;
    if (!response.ok) throw new Error(`the Management API of Kinde answered ${response.status}`);
    const event = objectIn(objectIn((await response.json()) as Json).event);
    return event.event_id === eventId && event.type === type;
  };
}

async function accessToken(access: KindeApiAccess): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: access.clientId,
    client_secret: access.clientSecret,
    audience: `${access.issuer}/api`,
  });
  const response = await send(access, `${access.issuer}/oauth2/token`, { method: "POST", body });
  const { access_token } = objectIn((await response.json()) as Json);
  if (!response.ok || typeof access_token !== "string") {
    throw new Error(`the token endpoint of Kinde answered ${response.status}`);
  }
  return access_token;
}

function send(
  { timeoutMs = 5_000, ...access }: KindeApiAccess,
  url: string,
  init: RequestInit,
): Promise<Response> {
  return (access.fetch ?? fetch)(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
}
