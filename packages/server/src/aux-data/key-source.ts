import { readFileSync } from "node:fs";
import type { KeySetEntry } from "../config/aux-data-section.ts";
import type { Logger } from "../observability/logger.ts";
import { type KeySetRules, readKeySet } from "./read-key-set.ts";
import { openRemoteKeys } from "./remote-keys.ts";
import { TokenRefused } from "./token-refused.ts";
import type { VerificationKey } from "./verification-key.ts";

/** Where the keys of one set come from, now and later. */
export interface KeySource {
  /** Throws: `TokenRefused`, when the set cannot be used. */
  keys(): readonly VerificationKey[];
  close(): void;
}

export interface KeySourceOptions {
  readonly log: Logger;
  /** Ends waiting for a remote set. */
  readonly signal: AbortSignal;
}

/** Opens one configured key set. A remote one is fetched before this returns; a broken local one only refuses tokens. */
export async function openKeySource(entry: KeySetEntry, options: KeySourceOptions): Promise<KeySource> {
  const rules = rulesOf(entry);
  if (entry.remote) {
    const { url, refreshInterval } = entry.remote;
    return openRemoteKeys({ id: entry.id, url, refreshIntervalMs: refreshInterval, rules, ...options });
  }
  return localKeys(entry, rules, options.log);
}

/** How the keys of a set have to look. */
export function rulesOf({ local, insecure }: KeySetEntry): KeySetRules {
  return {
    isPem: local?.pem ?? false,
    isAlgorithmOptional: insecure.optionalAlg,
    isKeyIdOptional: insecure.optionalKid,
  };
}

function localKeys({ id, local }: KeySetEntry, rules: KeySetRules, log: Logger): KeySource {
  try {
    const text = local?.file ? readKeyFile(local.file) : decodeBase64(local?.data ?? "");
    const keys = readKeySet(text, rules);
    return { keys: () => keys, close: () => undefined };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn("Key set cannot be used; tokens that need it are refused", { keyset: id, error: reason });
    return {
      keys: () => {
        throw new TokenRefused(`failed to retrieve keyset: ${reason}`);
      },
      close: () => undefined,
    };
  }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const reason = isMissing ? "no such file or directory" : "cannot be read";
    throw new TokenRefused(`failed to read keyset from '${path}': open ${path}: ${reason}`, { cause });
  }
}

function decodeBase64(data: string): string {
  const compact = data.replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) {
    throw new TokenRefused("failed to decode keyset: not base64");
  }
  return Buffer.from(compact, "base64").toString("utf8");
}
