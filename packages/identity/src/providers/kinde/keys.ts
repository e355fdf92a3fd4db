import { discoveredKeySet } from "../../verify/discovery.ts";
import type { KeySource } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import type { KindeOptions } from "./options.ts";

/** The keys with which Kinde signs access tokens, ID tokens and webhooks. */
export function kindeKeys({
  issuer,
  jwksUrl,
  fetch,
  timeoutMs,
  onNotice = console.warn,
}: Pick<KindeOptions, "issuer" | "jwksUrl" | "fetch" | "timeoutMs" | "onNotice">): KeySource {
  const shared = { ...(fetch && { fetch }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const locate =
    jwksUrl === undefined ? discoveredKeySet({ issuer, ...shared }) : async () => new URL(jwksUrl);
  return remoteKeys({ ...shared, locate, onNotice: (message) => onNotice(`${issuer}: ${message}`) });
}
