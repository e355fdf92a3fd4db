import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { IdentityError } from "../../errors.ts";
import type { SuperTokensMetadata } from "./metadata-source.ts";
import type { SuperTokensSessions } from "./options.ts";

export interface SuperTokensCoreOptions {
  /** As in `supertokens.init`: `https://core.acme.test:3567`. */
  readonly connectionUri: string;
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
  /** 5,000 unless given. */
  readonly timeoutMs?: number;
}

const INTERFACE_VERSION = "5.4";

/**
 * Sessions and metadata from the core itself, for processes without the SDK.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function superTokensCoreApi(
  options: SuperTokensCoreOptions,
): SuperTokensSessions & SuperTokensMetadata {
  if (!URL.canParse(options.connectionUri))
    throw new IdentityError("identity/invalid-configuration", "`connectionUri` is not a URL");
  return {
    async getSessionInformation(sessionHandle) {
      const answer = await ask(options, "/recipe/session", { sessionHandle });
      if (answer.status === "UNAUTHORISED") return undefined;
      return answer;
    },
    async getUserMetadata(userId) {
      const { metadata } = await ask(options, "/recipe/user/metadata", { userId });
      if (!isObject(metadata)) throw new Error("the core of SuperTokens is not understood");
      return { metadata };
    },
  };
}

/** Throws for anything but an answer of the core; callers make that `unavailable`. */
async function ask(
  { connectionUri, apiKey, fetch: send = fetch, timeoutMs = 5_000 }: SuperTokensCoreOptions,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<JsonObject> {
  const url = `${connectionUri.replace(/\/$/, "")}${path}?${new URLSearchParams(query)}`;
  const response = await send(url, {
    headers: { "cdi-version": INTERFACE_VERSION, ...(apiKey !== undefined && { "api-key": apiKey }) },
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error("the core of SuperTokens does not answer");
  }
  const body = (await response.json()) as Json;
  if (!isObject(body) || (body.status !== "OK" && body.status !== "UNAUTHORISED"))
    throw new Error("the core of SuperTokens is not understood");
  return body;
}
