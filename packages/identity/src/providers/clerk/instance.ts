import { IdentityError } from "../../errors.ts";
import type { OptionNames } from "../../known-options.ts";
import { type KeySource, pemKey } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";

/** Which Clerk instance to believe, and with which key. */
export interface ClerkInstance {
  /** The Frontend API URL: `https://clerk.acme.com`. This or `publishableKey` is needed. */
  readonly issuer?: string | undefined;
  /** `pk_live_…`, which contains the issuer. */
  readonly publishableKey?: string | undefined;
  /** The public key from the dashboard, PEM. With it verification needs no network. */
  readonly jwtKey?: string | undefined;
  /** `<issuer>/.well-known/jwks.json` unless given. */
  readonly jwksUrl?: string | undefined;
  readonly fetch?: typeof fetch;
  /** For fetching the key set; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Told what an operator should know, such as an outage of the key set; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

export const INSTANCE_OPTIONS: OptionNames<ClerkInstance> = {
  issuer: true,
  publishableKey: true,
  jwtKey: true,
  jwksUrl: true,
  fetch: true,
  timeoutMs: true,
  onNotice: true,
};

/** Clerk signs with RSA and SHA-256; its library also admits longer hashes, which no instance uses. */
export const ALGORITHM = "RS256";

/**
 * The issuer of an instance, exactly as in `iss`.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function issuerOf({ issuer, publishableKey }: ClerkInstance): string {
  const published = publishableKey === undefined ? undefined : issuerOfKey(publishableKey);
  const given = issuer?.replace(/\/+$/, "");
  if (given !== undefined && !URL.canParse(given)) throw wrong("`issuer` is not a URL");
  if (given !== undefined && published !== undefined && given !== published) {
    throw wrong("`issuer` and `publishableKey` are of different instances");
  }
  const known = given ?? published;
  if (known === undefined) throw wrong("neither `issuer` nor `publishableKey` is given");
  return known;
}

/** Where the keys of an instance come from: the given one, or its published set. */
export function keysOfInstance(instance: ClerkInstance): KeySource {
  if (instance.jwtKey !== undefined) return pemKey(withLines(instance.jwtKey), ALGORITHM);
  const url = instance.jwksUrl ?? `${issuerOf(instance)}/.well-known/jwks.json`;
  if (!URL.canParse(url)) throw wrong("`jwksUrl` is not a URL");
  return remoteKeys({
    locate: async () => new URL(url),
    ...(instance.fetch && { fetch: instance.fetch }),
    ...(instance.timeoutMs !== undefined && { timeoutMs: instance.timeoutMs }),
    onNotice: (message) => (instance.onNotice ?? console.warn)(`${url}: ${message}`),
  });
}

/** The host of the instance is in the key, in Base64 and ended by `$`. */
function issuerOfKey(key: string): string {
  const [, encoded = ""] = /^pk_(?:test|live)_([\w+/=-]+)$/.exec(key) ?? [];
  const host = decodeBase64(encoded);
  const issuer = `https://${host.slice(0, -1)}`;
  if (!/^[\w.:-]+\$$/.test(host) || !URL.canParse(issuer))
    throw wrong("`publishableKey` is not one of Clerk's");
  return issuer;
}

function decodeBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}

/** Keys in environment variables often have `\n` in two characters. */
function withLines(pem: string): string {
  return pem.replaceAll("\\n", "\n");
}

/** What a token has to name. Throws: `identity/invalid-configuration` when nothing is said about it. */
export function requireNamed(option: "authorizedParties" | "audience", value: unknown): void {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) {
    throw wrong(`\`${option}\` is missing: tokens for others would be accepted`);
  }
}

function wrong(message: string): IdentityError {
  return new IdentityError("identity/invalid-configuration", message);
}
