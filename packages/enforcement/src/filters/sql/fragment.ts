/** A piece of SQL: text, names and parameters. Nothing from a plan or a row is ever text. */
export type Fragment = readonly Piece[];

export type Piece =
  | string
  | { readonly parameter: string | number | boolean }
  | { readonly name: readonly string[] };

type Part = Fragment | Piece;

/** Puts pieces together: sql`${name} = ${parameter(5)}`. Strings that are put in are SQL; use it for fixed ones only. */
export function sql(texts: TemplateStringsArray, ...parts: readonly Part[]): Fragment {
  return texts.flatMap((text, index) => {
    const part = parts[index];
    return part === undefined ? [text] : [text, ...asFragment(part)];
  });
}

function asFragment(part: Part): Fragment {
  return isFragment(part) ? part : [part];
}

function isFragment(part: Part): part is Fragment {
  return Array.isArray(part);
}

/** A value that is bound. */
export function parameter(value: string | number | boolean): Fragment {
  return [{ parameter: value }];
}

/** A table, or a table and a column; quoted when it is written. */
export function name(...parts: readonly string[]): Fragment {
  return [{ name: parts }];
}

/** Fragments with a text between them. */
export function joined(fragments: readonly Fragment[], between: string): Fragment {
  return fragments.flatMap((fragment, index) => (index === 0 ? fragment : [between, ...fragment]));
}

/** All of the conditions, in parentheses where there are several. */
export function conjunction(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 1 ? (conditions[0] ?? []) : sql`(${joined(conditions, " AND ")})`;
}
