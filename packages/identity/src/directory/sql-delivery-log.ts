import type { ReplayStore } from "../replay-store.ts";
import type { DeliveryLog } from "../webhooks/delivery-log.ts";
import { type DirectoryDatabase, directoryTables } from "./tables.ts";
import { insertMissing } from "./write-row.ts";

const SWEEP_MS = 60_000;

/**
 * What may count once, remembered where all instances see it: deliveries of webhooks, and ids of logout tokens and
 * proofs.
 */
export function sqlDeliveryLog<Tables>(database: DirectoryDatabase<Tables>): DeliveryLog & ReplayStore {
  const { dialect } = database;
  const db = directoryTables(database);
  let sweptAtMs = 0;

  /** True when this call has made the entry. */
  async function enter(id: string, untilMs: number, done: number, nowMs: number): Promise<boolean> {
    await sweep(nowMs);
    await db.deleteFrom("orthrus_deliveries").where("id", "=", id).where("until_ms", "<=", nowMs).execute();
    const owner = crypto.randomUUID();
    await insertMissing(db, dialect, "orthrus_deliveries", { id, owner, done, until_ms: untilMs });
    const entry = await read(id);
    return entry?.owner === owner;
  }

  async function sweep(nowMs: number): Promise<void> {
    if (nowMs - sweptAtMs < SWEEP_MS) return;
    sweptAtMs = nowMs;
    await db.deleteFrom("orthrus_deliveries").where("until_ms", "<=", nowMs).execute();
  }

  function read(id: string) {
    return db.selectFrom("orthrus_deliveries").selectAll().where("id", "=", id).executeTakeFirst();
  }

  return {
    async begin(key, leaseUntilMs, nowMs) {
      const id = await hashOf(key);
      if (await enter(id, leaseUntilMs, 0, nowMs)) return "first";
      return Number((await read(id))?.done ?? 0) === 1 ? "done" : "busy";
    },
    async finish(key, untilMs) {
      const id = await hashOf(key);
      await db
        .updateTable("orthrus_deliveries")
        .set({ done: 1, until_ms: untilMs })
        .where("id", "=", id)
        .execute();
    },
    async abandon(key) {
      const id = await hashOf(key);
      await db.deleteFrom("orthrus_deliveries").where("id", "=", id).where("done", "=", 0).execute();
    },
    isFirst: async (key, untilMs, nowMs) => enter(await hashOf(key), untilMs, 1, nowMs),
  };
}

/** Whoever sends a delivery chooses its id, and the length of that. */
async function hashOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
