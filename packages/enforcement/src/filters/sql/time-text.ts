import type { DialectName } from "./dialect.ts";
import { type Fragment, sql } from "./fragment.ts";

/** Whether a text looks as `toISOString` writes it, such as `2026-11-20T08:00:00.000Z`; such texts order as their times. */
export function isTimeText(text: Fragment, dialect: DialectName): Fragment {
  const digits = (count: number): string => "[0-9]".repeat(count);
  switch (dialect) {
    case "sqlite":
      return sql`(${text} GLOB '${digits(4)}-${digits(2)}-${digits(2)}T${digits(2)}:${digits(2)}:${digits(2)}.${digits(3)}Z')`;
    case "postgres":
      return sql`(${text} ~ '^${pattern}$')`;
    case "mysql":
      return sql`(${text} REGEXP BINARY '^${pattern}$')`;
  }
}

const pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z";
