import type { JsonObject } from "@orthrus/protocol";
import type { VerifiedIdentity } from "./verified-identity.ts";

/**
 * Attributes that are not in the token, such as user metadata or a local directory.
 *
 * Loaded while identifying, never while deciding, and kept for the declared time. When it fails the outcome is
 * `unavailable`: a missing attribute could change a decision.
 */
export interface AttributeSource {
  readonly name: string;
  /** Top-level attributes it fills; nothing else it returns is used. */
  readonly attributes: readonly string[];
  /** How old an answer may be. */
  readonly freshnessSeconds: number;
  load(identity: VerifiedIdentity): Promise<JsonObject>;
}

export type AttributeLoader = (identity: VerifiedIdentity, nowMs: number) => Promise<JsonObject>;

const MAX_CACHED = 10_000;

/** Asks all sources at once, each at most once per identity and freshness. */
export function attributeLoader(sources: readonly AttributeSource[]): AttributeLoader {
  const loaders = sources.map(cachedLoader);
  return async (identity, nowMs) => {
    const parts = await Promise.all(loaders.map((load) => load(identity, nowMs)));
    return Object.assign({}, ...parts);
  };
}

function cachedLoader(source: AttributeSource): AttributeLoader {
  const cache = new Map<string, { readonly loadedAtMs: number; readonly value: Promise<JsonObject> }>();
  const wanted = new Set(source.attributes);
  return (identity, nowMs) => {
    const key = JSON.stringify([identity.provider, identity.issuer, identity.subject, identity.sessionId]);
    const known = cache.get(key);
    if (known && nowMs - known.loadedAtMs < source.freshnessSeconds * 1_000) return known.value;
    if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? key);
    const value = source
      .load(identity)
      .then((loaded) => Object.fromEntries(Object.entries(loaded).filter(([name]) => wanted.has(name))));
    cache.set(key, { loadedAtMs: nowMs, value });
    // A failure is not kept: the next identification asks again.
    value.catch(() => cache.delete(key));
    return value;
  };
}
