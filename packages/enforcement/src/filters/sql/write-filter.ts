import type { Condition } from "../condition.ts";
import type { ResourceMapping } from "../mapping.ts";
import type { Dialect, DialectName } from "./dialect.ts";
import type { Fragment } from "./fragment.ts";
import { mysql } from "./mysql.ts";
import { postgres } from "./postgres.ts";
import { sqlite } from "./sqlite.ts";
import { writeCondition } from "./write-condition.ts";

const dialects: Readonly<Record<DialectName, Dialect>> = { postgres, mysql, sqlite };

/** Throws: `TypeError` for a name that is none. */
export function dialectOf({ dialect }: { readonly dialect: DialectName }): Dialect {
  if (Object.hasOwn(dialects, dialect)) return dialects[dialect];
  const known = Object.keys(dialects).map((each) => `\`${each}\``);
  throw new TypeError(`there is no dialect \`${dialect}\`: pass one of ${known.join(", ")}`);
}

/** Writes the whole condition of a filter. */
export function writeFilter(condition: Condition, mapping: ResourceMapping, dialect: Dialect): Fragment {
  let tables = 0;
  return writeCondition(condition, {
    dialect,
    mapping,
    newAlias: () => {
      tables += 1;
      return `orthrus_t${tables}`;
    },
    lists: new Map(),
    isNested: false,
  });
}
