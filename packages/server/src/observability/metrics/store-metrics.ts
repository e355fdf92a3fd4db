import { hash } from "node:crypto";
import { PolicyError } from "@orthrus/engine";
import { classifyFile, type PolicySource, type PolicyStore } from "@orthrus/policy";
import type { Family, HistogramCell, NumberCell } from "./family.ts";

export interface StoreFamilies {
  readonly compileDuration: Family<HistogramCell>;
  readonly indexEntryCount: Family<NumberCell>;
  readonly indexCrudCount: Family<NumberCell>;
  readonly storePollCount: Family<NumberCell>;
  readonly storeSyncErrors: Family<NumberCell>;
  readonly storeLastRefresh: Family<NumberCell>;
}

/** Measures how a store is followed. */
export interface StoreMetrics {
  /** To be read in place of the original. */
  readonly store: PolicyStore;
  /** Tells that what was read last is in force. */
  tookOver(): void;
  /** Tells that a change could not take over, and why. */
  failed(failure: unknown): void;
}

/** Policy files by path, each as a fingerprint: the texts are not kept. */
type Fingerprints = ReadonlyMap<string, string>;

/** Begins to measure; the driver is the name of the store in the configuration. */
export function measureStore(store: PolicyStore, driver: string, families: StoreFamilies): StoreMetrics {
  const polls = families.storePollCount.with({ driver });
  const lastRefresh = families.storeLastRefresh.with({ driver });
  let readMs = 0;
  let latest: Fingerprints = new Map();
  let inForce: Fingerprints | undefined;

  async function read(): Promise<PolicySource> {
    polls.add();
    const source = await store.read();
    latest = fingerprints(source);
    readMs = performance.now();
    return source;
  }

  function compiled(status: "success" | "failure"): void {
    families.compileDuration.with({ status }).record(performance.now() - readMs);
  }

  return {
    store: {
      read,
      ...(store.subscribe && { subscribe: store.subscribe.bind(store) }),
      ...(store.close && { close: store.close.bind(store) }),
    },
    tookOver() {
      compiled("success");
      families.indexEntryCount.with().set(latest.size);
      lastRefresh.set(Date.now());
      if (inForce) countChanges(inForce, latest, families.indexCrudCount);
      inForce = latest;
    },
    failed(failure) {
      if (failure instanceof PolicyError) compiled("failure");
      families.storeSyncErrors.with({ driver }).add();
    },
  };
}

function fingerprints({ files }: PolicySource): Fingerprints {
  const policies = files.filter(({ path }) => classifyFile(path) === "policy");
  return new Map(policies.map(({ path, text }) => [path, hash("sha1", text, "base64")]));
}

function countChanges(before: Fingerprints, after: Fingerprints, count: Family<NumberCell>): void {
  for (const [path, text] of after) {
    const kind = before.has(path) ? "update" : "create";
    if (before.get(path) !== text) count.with({ kind }).add();
  }
  for (const path of before.keys()) {
    if (!after.has(path)) count.with({ kind: "delete" }).add();
  }
}
