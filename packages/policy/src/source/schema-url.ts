/** The parts of a URL or of a relative reference. */
export interface SchemaUrl {
  /** Lower case, without the colon; absent in a relative reference. */
  readonly scheme: string | undefined;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
  /** Still percent-encoded. */
  readonly fragment: string | undefined;
}

const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su;

/** Splits a reference into its parts; every text has them. */
export function parseUrl(text: string): SchemaUrl {
  const [, scheme, authority, path = "", query, fragment] = parts.exec(text) ?? [];
  return { scheme: scheme?.toLowerCase(), authority, path, query, fragment };
}

/**
 * Resolves a reference against the URL of the document it stands in.
 *
 * Shape: `cerbos:///a/b.json` and `c.json#/d` → `cerbos:///a/c.json#/d`.
 * Source: RFC 3986, section 5.2.
 */
export function resolveUrl(base: string, reference: string): string {
  const target = parseUrl(reference);
  if (target.scheme !== undefined) return printUrl({ ...target, path: removeDots(target.path) });
  const { scheme, authority, path, query } = parseUrl(base);
  if (target.authority !== undefined) return printUrl({ ...target, scheme, path: removeDots(target.path) });
  if (target.path === "")
    return printUrl({ ...target, scheme, authority, path, query: target.query ?? query });
  const merged = target.path.startsWith("/") ? target.path : `${folderOf(path, authority)}${target.path}`;
  return printUrl({ ...target, scheme, authority, path: removeDots(merged) });
}

/** Separates the document from the place in it: `x.json#/a` → `["x.json", "/a"]`, the fragment decoded. */
export function splitFragment(url: string): readonly [document: string, fragment: string] {
  const at = url.indexOf("#");
  return at < 0 ? [url, ""] : [url.slice(0, at), percentDecoded(url.slice(at + 1))];
}

/** Decodes `%20` and the like; text that is not properly encoded stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function printUrl({ scheme, authority, path, query, fragment }: SchemaUrl): string {
  return [
    scheme === undefined ? "" : `${scheme}:`,
    authority === undefined ? "" : `//${authority}`,
    path,
    query === undefined ? "" : `?${query}`,
    fragment === undefined ? "" : `#${fragment}`,
  ].join("");
}

function folderOf(path: string, authority: string | undefined): string {
  if (path === "" && authority !== undefined) return "/";
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function removeDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === "..") {
      if (kept.length > 1 || (kept.length === 1 && kept[0] !== "")) kept.pop();
    }
    if (segment !== "." && segment !== "..") kept.push(segment);
    else if (isLast) kept.push("");
  }
  return kept.join("/");
}
