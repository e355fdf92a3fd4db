import { sql } from "kysely";
import type { DenyEntry, DenyList } from "../deny-list.ts";
import type { VerifiedIdentity } from "../verified-identity.ts";
import { type DirectoryDatabase, directoryTables, isStorable, refuseUnstorable } from "./tables.ts";
import { insertMissing } from "./write-row.ts";

const SWEEP_MS = 60_000;

/** A deny-list that all instances see. Each identification asks the database once; decisions do not. */
export function sqlDenyList<Tables>(database: DirectoryDatabase<Tables>): DenyList {
  const { dialect } = database;
  const db = directoryTables(database);
  let sweptAtMs = 0;

  async function sweep(nowMs: number): Promise<void> {
    if (nowMs - sweptAtMs < SWEEP_MS) return;
    sweptAtMs = nowMs;
    await db
      .deleteFrom("orthrus_denials")
      .where("until_seconds", "<=", Math.floor(nowMs / 1_000))
      .execute();
  }

  return {
    async isDenied(identity, nowMs) {
      await sweep(nowMs);
      const asked = askedOf(identity);
      if (asked.length === 0 || !isStorable(identity.issuer)) return false;
      const rows = await db
        .selectFrom("orthrus_denials")
        .select("issued_before_seconds")
        .where("issuer", "=", identity.issuer)
        .where("until_seconds", ">", Math.floor(nowMs / 1_000))
        .where(({ eb, and, or }) =>
          or(asked.map(([kind, value]) => and([eb("value", "=", value), eb("kind", "=", kind)]))),
        )
        .execute();
      const { issuedAtSeconds } = identity;
      return rows.some(
        ({ issued_before_seconds: before }) =>
          before === null || issuedAtSeconds === undefined || issuedAtSeconds < Number(before),
      );
    },
    async deny({ kind, issuer, value, untilSeconds: until, issuedBeforeSeconds: before }) {
      refuseUnstorable(issuer, value);
      const row = { issuer, value, kind, until_seconds: until, issued_before_seconds: before ?? null };
      await insertMissing(db, dialect, "orthrus_denials", row);
      // Nothing takes a denial back: the later end and the later beginning count, and none is the latest of all.
      await db
        .updateTable("orthrus_denials")
        .set({
          until_seconds: sql<number>`case when until_seconds < ${until} then ${until} else until_seconds end`,
          issued_before_seconds:
            before === undefined
              ? null
              : sql<
                  number | null
                >`case when issued_before_seconds < ${before} then ${before} else issued_before_seconds end`,
        })
        .where("issuer", "=", issuer)
        .where("value", "=", value)
        .where("kind", "=", kind)
        .execute();
    },
  };
}

function askedOf({
  sessionId,
  subject,
  tokenId,
}: VerifiedIdentity): readonly (readonly [DenyEntry["kind"], string])[] {
  const all = [
    ["session", sessionId],
    ["subject", subject],
    ["token", tokenId],
  ] as const;
  return all.flatMap(([kind, value]) =>
    value !== undefined && isStorable(value) ? [[kind, value] as const] : [],
  );
}
