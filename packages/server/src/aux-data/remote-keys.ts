import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../observability/logger.ts";
import type { KeySource } from "./key-source.ts";
import { type KeySetRules, readKeySet } from "./read-key-set.ts";
import type { VerificationKey } from "./verification-key.ts";

export interface RemoteKeysOptions {
  readonly id: string;
  readonly url: string;
  /** Absent or zero: as the answer's caching headers say. */
  readonly refreshIntervalMs: number | undefined;
  readonly rules: KeySetRules;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

interface Fetched {
  readonly keys: readonly VerificationKey[];
  readonly maxAgeMs: number | undefined;
}

const FIRST_RETRY_MS = 1_000;
const LATER_RETRY_MS = 60_000;
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1_048_576;
const AUTOMATIC_MS = { default: 15 * 60_000, shortest: 60_000, longest: 24 * 3_600_000 };
/** The longest time a timer can wait. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/**
 * Fetches a key set until it succeeds, then keeps it fresh in the background. A later failure keeps the last good keys.
 *
 * Throws: the reason of the signal, when it ends the wait.
 */
export async function openRemoteKeys(options: RemoteKeysOptions): Promise<KeySource> {
  let current = await fetchUntilSuccess(options);
  let timer: NodeJS.Timeout | undefined;
  // The signal given was for the start; a running server refreshes until it is closed.
  const closing = new AbortController();
  const { signal } = closing;
  const schedule = (delayMs: number): void => {
    timer = setTimeout(() => void refresh(), Math.min(delayMs, TIMER_LIMIT_MS)).unref();
  };
  const refresh = async (): Promise<void> => {
    const fresh = await tryFetch({ ...options, signal });
    if (signal.aborted) return;
    current = fresh ?? current;
    const interval = intervalMs(options, current);
    schedule(fresh ? interval : Math.min(interval, LATER_RETRY_MS));
  };
  schedule(intervalMs(options, current));
  return {
    keys: () => current.keys,
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}

async function fetchUntilSuccess(options: RemoteKeysOptions): Promise<Fetched> {
  for (;;) {
    const fetched = await tryFetch(options);
    options.signal.throwIfAborted();
    if (fetched) return fetched;
    await sleep(FIRST_RETRY_MS, undefined, { signal: options.signal });
  }
}

/** Never throws; an abort is no news. */
async function tryFetch(options: RemoteKeysOptions): Promise<Fetched | undefined> {
  try {
    return await fetchKeys(options);
  } catch (error) {
    if (options.signal.aborted) return undefined;
    // The address may carry credentials, so the set is named by its id.
    options.log.warn("Error refreshing keyset", { keyset: options.id, error: reasonOf(error) });
    return undefined;
  }
}

/** `fetch` itself only says that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

async function fetchKeys({ url, rules, signal }: RemoteKeysOptions): Promise<Fetched> {
  const { address, headers } = splitCredentials(url);
  const response = await fetch(address, {
    headers: { accept: "application/json", ...headers },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`unexpected HTTP status ${response.status}`);
  }
  const keys = readKeySet(await readText(response), rules);
  return { keys, maxAgeMs: maxAgeMs(response.headers) };
}

/** Credentials in an address become a header: `fetch` refuses such an address, and says it with its password. */
function splitCredentials(url: string): { address: URL; headers: Record<string, string> } {
  const address = new URL(url);
  const { username, password } = address;
  if (username === "" && password === "") return { address, headers: {} };
  address.username = "";
  address.password = "";
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`key set is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function intervalMs({ refreshIntervalMs }: RemoteKeysOptions, { maxAgeMs: age }: Fetched): number {
  if (refreshIntervalMs !== undefined && refreshIntervalMs > 0) return refreshIntervalMs;
  if (age === undefined) return AUTOMATIC_MS.default;
  return Math.min(Math.max(age, AUTOMATIC_MS.shortest), AUTOMATIC_MS.longest);
}

function maxAgeMs(headers: Headers): number | undefined {
  const [, seconds] = /(?:^|[,\s])max-age=([0-9]+)/i.exec(headers.get("cache-control") ?? "") ?? [];
  if (seconds !== undefined) return Number(seconds) * 1_000;
  const expires = Date.parse(headers.get("expires") ?? "");
  return Number.isNaN(expires) ? undefined : Math.max(expires - Date.now(), 0);
}
