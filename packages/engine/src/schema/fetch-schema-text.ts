import { parseUrl, percentDecoded } from "@orthrus/policy";
import { metaSchemaTexts } from "./meta-schema-texts.ts";
import { SchemaProblem } from "./schema-problem.ts";

/**
 * Gets the text of a schema document by its URL, without a fragment.
 *
 * Only `cerbos:` documents and the published meta-schemas are there: deciding needs no network and no file system.
 * Throws: `SchemaProblem`; `referrer` is the schema that led here, if it is another one.
 */
export function fetchSchemaText(
  url: string,
  schemas: ReadonlyMap<string, string>,
  referrer: string | undefined,
): string {
  const published = metaSchemaTexts.get(url);
  if (published !== undefined) return published;
  const { scheme, path } = parseUrl(url);
  const file = percentDecoded(path);
  switch (scheme) {
    case "cerbos":
      return fetchStored(path.startsWith("/") ? file.slice(1) : "", schemas, referrer);
    case undefined:
    case "file":
      throw missing(file, referrer);
    case "http":
    case "https":
      throw new SchemaProblem(`Get "${url}": schemas are not fetched over the network`);
    default:
      throw new SchemaProblem(`no Loader found for ${url}`);
  }
}

function fetchStored(
  file: string,
  schemas: ReadonlyMap<string, string>,
  referrer: string | undefined,
): string {
  if (file.split("/").some((segment) => segment === "" || segment === "." || segment === "..")) {
    throw new SchemaProblem(`open ${file}: invalid argument`);
  }
  const text = schemas.get(file);
  if (text === undefined) throw missing(`_schemas/${file}`, referrer);
  return text;
}

function missing(file: string, referrer: string | undefined): SchemaProblem {
  const source = referrer === undefined ? "" : ` referenced by ${referrer}`;
  return new SchemaProblem(`schema ${file}${source} doesn't exist`, true);
}
