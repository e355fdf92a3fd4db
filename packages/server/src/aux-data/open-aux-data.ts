import type { AuxData, JsonObject } from "@orthrus/protocol";
import type { UnverifiedAuxData, UnverifiedToken } from "@orthrus/protocol/wire";
import type { AuxDataSection } from "../config/aux-data-section.ts";
import type { Logger } from "../observability/logger.ts";
import type { AuxDataExtractor } from "../service/aux-data-extractor.ts";
import { ServiceError } from "../service/service-error.ts";
import { type KeySourceOptions, openKeySource } from "./key-source.ts";
import { type NamedKeySet, type TokenRules, verifyToken } from "./verify-token.ts";

/** Verifies the tokens of requests until it is closed. */
export interface OpenAuxData extends AuxDataExtractor {
  /** Stops refreshing remote key sets. */
  close(): void;
}

export interface AuxDataOptions {
  readonly log: Logger;
  /** Ends the wait for remote key sets. */
  readonly signal: AbortSignal;
  /** Units: milliseconds since 1970. */
  readonly now?: () => number;
}

/** So many tokens of one request are verified at the same time. */
const CONCURRENT_TOKENS = 4;

/**
 * Opens every configured key set, waiting for remote ones, and then turns tokens into claims.
 *
 * Throws: the reason of the signal, when it ends the wait.
 */
export async function openAuxData({ jwt }: AuxDataSection, options: AuxDataOptions): Promise<OpenAuxData> {
  const { log, now = Date.now } = options;
  const keySets = jwt.disableVerification ? new Map() : await openKeySets(jwt.keySets, options);
  const rules: TokenRules = {
    isVerified: !jwt.disableVerification,
    toleranceMs: jwt.acceptableTimeSkew,
    keySets,
    log,
  };
  const verify = (presented: UnverifiedToken): Promise<JsonObject> => verifyToken(presented, rules, now());
  return {
    async extract(auxData) {
      try {
        return await extract(auxData, verify);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        log.error("Failed to extract auxData", { error: `failed to extract JWT: ${reason}` });
        throw new ServiceError("server/invalid-aux-data", "invalid auxData", { cause });
      }
    },
    close() {
      for (const { source } of keySets.values()) source.close();
    },
  };
}

async function openKeySets(
  entries: AuxDataSection["jwt"]["keySets"],
  options: KeySourceOptions,
): Promise<ReadonlyMap<string, NamedKeySet>> {
  const opened = await Promise.all(
    entries.map(async (entry) => [entry.id, { entry, source: await openKeySource(entry, options) }] as const),
  );
  return new Map(opened);
}

async function extract(
  { jwt, jwts }: UnverifiedAuxData,
  verify: (presented: UnverifiedToken) => Promise<JsonObject>,
): Promise<AuxData> {
  if (jwt) return { jwt: await verify(jwt) };
  if (!jwts) return {};
  const waiting = [...jwts];
  const claims = new Map<string, JsonObject>();
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, presented] = next;
      claims.set(name, await verify(presented));
    }
  };
  const lanes = Array.from({ length: Math.min(CONCURRENT_TOKENS, waiting.length) }, lane);
  await Promise.all(lanes).finally(() => waiting.splice(0));
  return { jwts: claims };
}
