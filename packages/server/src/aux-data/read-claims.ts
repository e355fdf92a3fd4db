import type { Json, JsonObject } from "@orthrus/protocol";
import { TokenRefused } from "./token-refused.ts";

export interface ReadClaims {
  /** As policies see them. */
  readonly claims: JsonObject;
  readonly times: TokenTimes;
  /** Names of claims that were left out because they are null. */
  readonly dropped: readonly string[];
}

/** Whole seconds since 1970. */
export interface TokenTimes {
  readonly expiresAtSeconds: number | undefined;
  readonly notBeforeSeconds: number | undefined;
  readonly issuedAtSeconds: number | undefined;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Deeper claims are of no use to a policy, only to somebody who wants to exhaust the stack. */
const MAX_NESTING = 500;
/** The last second of the year 9999, the last that RFC 3339 can say. */
const LATEST_SECONDS = 253_402_300_799;
const EARLIEST_SECONDS = -62_135_596_800;

/**
 * Reads the payload of a token: registered claims must have their types, and times become text.
 *
 * Shape: `{"aud":"api","exp":1795500000,"n":null}` → `{ aud: ["api"], exp: "2026-11-24T07:20:00Z" }`, `n` dropped.
 * Throws: `TokenRefused`.
 */
export function readClaims(payload: Uint8Array): ReadClaims {
  const entries = Object.entries(parsePayload(payload));
  refuseNulls(entries);
  const present = entries.filter(([, value]) => value !== null);
  const times = new Map(
    present.flatMap(([name, value]) => (isTime(name) ? [[name, seconds(name, value)]] : [])),
  );
  return {
    // `fromEntries` makes own properties, whatever a claim is called.
    claims: Object.fromEntries(present.map(([name, value]) => [name, claimValue(name, value, times)])),
    times: {
      expiresAtSeconds: times.get("exp"),
      notBeforeSeconds: times.get("nbf"),
      issuedAtSeconds: times.get("iat"),
    },
    dropped: entries.filter(([, value]) => value === null).map(([name]) => name),
  };
}

/** SECURITY: a token whose time or audience is null is broken, not one that has none. */
function refuseNulls(entries: readonly (readonly [string, Json])[]): void {
  for (const [name, value] of entries) {
    if (value === null && isTime(name)) throw new TokenRefused(`invalid time (${name})`);
    if (value === null && name === "aud") throw new TokenRefused("invalid audience (aud)");
  }
}

function parsePayload(payload: Uint8Array): JsonObject {
  let json: Json;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch (cause) {
    throw new TokenRefused("failed to parse JWT", { cause });
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new TokenRefused("failed to parse JWT");
  if (isDeeperThan(json, MAX_NESTING))
    throw new TokenRefused(`claims are nested deeper than ${MAX_NESTING} levels`);
  refuseUnsayable(json);
  return json as JsonObject;
}

/** What JSON can say but no answer could repeat: numbers beyond all doubles, and half of a surrogate pair. */
function refuseUnsayable(json: Json): void {
  if (typeof json === "number" && !Number.isFinite(json)) throw new TokenRefused("a number is out of range");
  if (typeof json === "string" && LONE_SURROGATE.test(json)) throw new TokenRefused("a text is not Unicode");
  if (typeof json !== "object" || json === null) return;
  for (const [key, value] of Object.entries(json)) {
    refuseUnsayable(key);
    refuseUnsayable(value);
  }
}

// Level by level instead of recursively: the depth of a token is chosen by whoever made it.
function isDeeperThan(json: Json, limit: number): boolean {
  let level: readonly Json[] = [json];
  for (let depth = 0; depth <= limit; depth++) {
    if (level.length === 0) return false;
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null
        ? Object.values(value).filter((below) => typeof below === "object")
        : [],
    );
  }
  return level.length > 0;
}

function isTime(name: string): boolean {
  return name === "exp" || name === "nbf" || name === "iat";
}

function seconds(name: string, value: Json): number {
  const isNumeric =
    typeof value === "number" || (typeof value === "string" && /^[0-9]+(?:\.[0-9]+)?$/.test(value));
  const whole = isNumeric ? Math.floor(Number(value)) : Number.NaN;
  if (whole >= EARLIEST_SECONDS && whole <= LATEST_SECONDS) return whole;
  throw new TokenRefused(`invalid time (${name})`);
}

function claimValue(name: string, value: Json, times: ReadonlyMap<string, number>): Json {
  const time = times.get(name);
  if (time !== undefined) return new Date(time * 1_000).toISOString().replace(".000Z", "Z");
  if (name === "aud") return audience(value);
  if ((name === "iss" || name === "sub" || name === "jti") && typeof value !== "string") {
    throw new TokenRefused(`invalid type (${name})`);
  }
  return value;
}

function audience(value: Json): Json {
  const list = Array.isArray(value) ? value : [value];
  if (list.every((member) => typeof member === "string")) return list;
  throw new TokenRefused("invalid audience (aud)");
}
