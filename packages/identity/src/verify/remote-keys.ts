import {
  type CompactJWSHeaderParameters,
  createRemoteJWKSet,
  customFetch,
  errors,
  type RemoteJWKSet,
} from "jose";
import type { KeySource } from "./key-source.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";
import { refetchBudget } from "./refetch-budget.ts";

// Workers of Cloudflare tie a fetch to the request that began it; nobody else may wait for it there.
const isBoundToRequests = typeof navigator !== "undefined" && navigator.userAgent === "Cloudflare-Workers";

export interface RemoteKeysOptions {
  /** Asked before each fetch, so that discovery can move the key set. */
  readonly locate: (nowMs: number) => Promise<URL>;
  readonly fetch?: typeof fetch;
  /** 5,000 unless given. */
  readonly timeoutMs?: number;
  /** How long nobody asks again, after an answer and after a failure; 5,000 unless given. */
  readonly coolDownMs?: number;
  /** How long an answer counts as fresh; ten minutes unless given. */
  readonly maxAgeMs?: number;
  /** How long keys are used while the issuer does not answer; a day unless given. */
  readonly maxStaleMs?: number;
  /** Told once per outage that keys are served from the cache. */
  readonly onNotice?: (message: string) => void;
}

interface State {
  /** The set of the last good answer. */
  keys?: RemoteJWKSet;
  fetchedAtMs: number;
  attemptedAtMs: number;
  hasFailed: boolean;
  pending?: Promise<void> | undefined;
}

/**
 * The published key set of an issuer, fetched when first needed and kept.
 *
 * An unknown key id refetches, at most once per cool-down and within a budget, so that a flood of made-up ids causes
 * next to no traffic and a rotated key is still found. While the issuer is down, cached keys go on working.
 */
export function remoteKeys(options: RemoteKeysOptions): KeySource {
  const { coolDownMs = 5_000, maxAgeMs = 600_000, maxStaleMs = 86_400_000 } = options;
  const budget = refetchBudget();
  const state: State = {
    fetchedAtMs: Number.NEGATIVE_INFINITY,
    attemptedAtMs: Number.NEGATIVE_INFINITY,
    hasFailed: false,
  };
  const isCoolingDown = (nowMs: number) => nowMs - state.attemptedAtMs < coolDownMs;

  async function current(nowMs: number): Promise<RemoteJWKSet> {
    if (nowMs - state.fetchedAtMs >= maxAgeMs && !(state.hasFailed && isCoolingDown(nowMs))) {
      await refresh(options, state, nowMs);
    }
    if (state.keys && nowMs - state.fetchedAtMs < maxStaleMs) return state.keys;
    throw outage(state, nowMs, coolDownMs);
  }

  async function refetched(header: CompactJWSHeaderParameters, nowMs: number, unknown: unknown) {
    if (state.pending === undefined) {
      if (isCoolingDown(nowMs) || !budget.take(nowMs))
        throw state.hasFailed ? outage(state, nowMs, coolDownMs) : unknown;
    }
    await refresh(options, state, nowMs);
    if (state.hasFailed || !state.keys) throw outage(state, nowMs, coolDownMs);
    return state.keys(header);
  }

  return {
    async key(header, nowMs) {
      const keys = await current(nowMs);
      try {
        return await keys(header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return refetched(header, nowMs, error);
      }
    },
  };
}

/** One fetch at a time; it never fails, `state.hasFailed` says what happened. */
function refresh(options: RemoteKeysOptions, state: State, nowMs: number): Promise<void> {
  if (state.pending && !isBoundToRequests) return state.pending;
  state.attemptedAtMs = nowMs;
  const pending = fetchKeys(options, nowMs).then(
    (keys) => {
      state.keys = keys;
      state.fetchedAtMs = nowMs;
      state.hasFailed = false;
    },
    () => {
      if (state.keys && !state.hasFailed)
        options.onNotice?.("the key set cannot be fetched; cached keys go on working");
      state.hasFailed = true;
    },
  );
  state.pending = pending.finally(() => {
    state.pending = undefined;
  });
  return state.pending;
}

async function fetchKeys(options: RemoteKeysOptions, nowMs: number): Promise<RemoteJWKSet> {
  const url = await options.locate(nowMs);
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: options.timeoutMs ?? 5_000,
    // When to fetch is decided here; jose fetches and finds.
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
    ...(options.fetch && { [customFetch]: options.fetch }),
  });
  await keys.reload();
  return keys;
}

function outage(state: State, nowMs: number, coolDownMs: number): KeysUnavailable {
  const waitMs = Math.max(0, state.attemptedAtMs + coolDownMs - nowMs);
  return new KeysUnavailable(
    "the keys of the issuer cannot be fetched",
    Math.max(1, Math.ceil(waitMs / 1_000)),
  );
}
