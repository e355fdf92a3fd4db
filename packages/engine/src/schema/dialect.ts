/** A draft of JSON Schema: which keywords mean what. */
export interface Dialect {
  /** Later drafts compare greater. */
  readonly version: 4 | 6 | 7 | 2019 | 2020;
  /** Without a fragment. */
  readonly url: string;
  /** The keyword that names a schema. */
  readonly idKeyword: "id" | "$id";
}

// biome-ignore format: one row per draft
export const dialects: readonly Dialect[] = [
  { version: 4,    url: "http://json-schema.org/draft-04/schema",       idKeyword: "id" },
  { version: 6,    url: "http://json-schema.org/draft-06/schema",       idKeyword: "$id" },
  { version: 7,    url: "http://json-schema.org/draft-07/schema",       idKeyword: "$id" },
  { version: 2019, url: "https://json-schema.org/draft/2019-09/schema", idKeyword: "$id" },
  { version: 2020, url: "https://json-schema.org/draft/2020-12/schema", idKeyword: "$id" },
];

/** The dialect of schemas that name none. */
export const defaultDialect: Dialect = {
  version: 2020,
  url: "https://json-schema.org/draft/2020-12/schema",
  idKeyword: "$id",
};

/** Finds a dialect by its URL, with or without an empty fragment; `http` and `https` are the same. */
export function findDialect(url: string): Dialect | undefined {
  const document = url.replace(/#$/, "").replace(/^https?:/, "");
  return dialects.find((dialect) => dialect.url.replace(/^https?:/, "") === document);
}

/** Whether `$ref` makes its siblings meaningless. */
export function isRefAlone(dialect: Dialect): boolean {
  return dialect.version <= 7;
}
