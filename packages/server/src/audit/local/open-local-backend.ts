import { mkdir } from "node:fs/promises";
import { callIdTime } from "@orthrus/protocol";
import type { ClassicLevel } from "classic-level";
import type { LocalAuditSection } from "../../config/audit-section.ts";
import type { AuditBackend } from "../audit-backend.ts";
import type { AuditEntry, AuditKind } from "../audit-entry.ts";
import type { AuditFilter, AuditQuery } from "../audit-query.ts";
import { loadLevel } from "./load-level.ts";

// SECURITY: entries name people and what they do.
const FOLDER_MODE = 0o700;

const KINDS: readonly AuditKind[] = ["access", "decision"];

/** Comes after everything that a key can hold. */
const END = "~";

/** Keys are the kind, the call's id and a number, because one call may be about several decisions. */
type Database = ClassicLevel<string, string>;

/**
 * Keeps entries in a folder, ordered by call id, for as long as they are wanted.
 *
 * Throws: `server/package-missing`, and the database's error when the folder cannot be had.
 */
export async function openLocalBackend(section: LocalAuditSection): Promise<AuditBackend> {
  const Level = await loadLevel();
  await mkdir(section.storagePath, { recursive: true, mode: FOLDER_MODE });
  const database: Database = new Level(section.storagePath);
  await database.open();
  const { retentionPeriod, advanced } = section;
  const forgetting = setInterval(
    () => forget(database, retentionPeriod).catch(() => undefined),
    intervalMs(advanced.gcInterval),
  );
  if (advanced.gcInterval === 0) clearInterval(forgetting);
  forgetting.unref();
  let number = 0;
  return {
    async write(entries) {
      const puts = entries.map((entry) => {
        number += 1;
        return { type: "put", key: keyOf(entry, number), value: entry.json } as const;
      });
      await database.batch(puts);
    },
    read: (query) => read(database, query, retentionPeriod),
    async close() {
      clearInterval(forgetting);
      await database.close();
    },
  };
}

/** The longest that a timer of Node can wait. */
const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

function intervalMs(configured: number): number {
  return Math.min(Math.max(configured, 1), LONGEST_INTERVAL_MS);
}

function keyOf({ kind, callId }: AuditEntry, number: number): string {
  return `${kind}/${callId}/${String(number % 1e9).padStart(9, "0")}`;
}

async function* read(
  database: Database,
  { kind, filter }: AuditQuery,
  retentionMs: number,
): AsyncGenerator<AuditEntry> {
  const oldest = `${kind}/${callIdTime(Date.now() - retentionMs)}`;
  const { from, ...rest } = rangeOf(kind, filter);
  for await (const [key, json] of database.iterator({ gte: from > oldest ? from : oldest, ...rest })) {
    yield { kind, callId: key.split("/")[1] ?? "", json };
  }
}

interface KeyRange {
  readonly from: string;
  readonly lt: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

function rangeOf(kind: AuditKind, filter: AuditFilter): KeyRange {
  switch (filter.by) {
    case "tail":
      return { from: `${kind}/`, lt: `${kind}/${END}`, reverse: true, limit: filter.count };
    case "range":
      return { from: `${kind}/${callIdTime(filter.fromMs)}`, lt: `${kind}/${callIdTime(filter.toMs)}${END}` };
    case "call":
      return { from: `${kind}/${filter.callId}/`, lt: `${kind}/${filter.callId}/${END}` };
  }
}

async function forget(database: Database, retentionMs: number): Promise<void> {
  const oldest = callIdTime(Date.now() - retentionMs);
  for (const kind of KINDS) await database.clear({ gte: `${kind}/`, lt: `${kind}/${oldest}` });
}
