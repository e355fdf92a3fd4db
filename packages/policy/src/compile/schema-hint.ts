import { nearestName } from "../model/nearest-name.ts";

/**
 * The next step after a reference to a schema that is not there, by the paths below `_schemas/` that are.
 *
 * Shape: `cerbos:///albun.json` → "did you mean `cerbos:///album.json`?"; nothing where the schema itself is wrong.
 */
export function schemaHint(reference: string, known: readonly string[]): string | undefined {
  const path = /^cerbos:\/\/\/([^#]*)/.exec(reference)?.[1];
  if (path !== undefined && known.includes(path)) return undefined;
  const wanted = path ?? reference.replace(/^\/?(?:_schemas\/)?/, "");
  const guess = known.find((it) => it === wanted) ?? nearestName(wanted, known);
  if (guess !== undefined) return `did you mean \`cerbos:///${guess}\`?`;
  if (path === undefined) return "write `cerbos:///` and the path below `_schemas`";
  if (path.endsWith(".json")) return `put it into \`_schemas/${path}\``;
  return "only files below `_schemas` that end in `.json` are schemas";
}
