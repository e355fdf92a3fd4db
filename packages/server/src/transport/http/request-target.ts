/** Where a request goes: the decoded path, and the query without its question mark. */
export interface RequestTarget {
  readonly path: string;
  readonly query: string;
  /** Set when the path has a shorter way of saying the same; the caller is sent there. */
  readonly redirect?: string;
}

/**
 * Takes the target of a request apart; nothing when it is none.
 *
 * Shape: `"/api/check?pretty"` → `{ path: "/api/check", query: "pretty" }`.
 */
export function parseRequestTarget(target: string): RequestTarget | undefined {
  const local = target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?]*/i, "");
  const mark = local.indexOf("?");
  const rawPath = mark < 0 ? local : local.slice(0, mark);
  const query = mark < 0 ? "" : local.slice(mark + 1);
  const path = rawPath.includes("%") ? decodePath(rawPath) : rawPath;
  if (path === undefined) return undefined;
  const clean = cleanPath(path);
  if (clean === path) return { path, query };
  return { path, query, redirect: encodeURI(clean) + (mark < 0 ? "" : `?${query}`) };
}

/** Whether the caller wants JSON that people can read. */
export function wantsPrettyJson(query: string, accept: string | undefined): boolean {
  if (query !== "" && new URLSearchParams(query).has("pretty")) return true;
  return accept === "application/json+pretty";
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function cleanPath(path: string): string {
  if (!path.includes("//") && !path.includes("/.")) return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const end = path.endsWith("/") && segments.length > 0 ? "/" : "";
  return `/${segments.join("/")}${end}`;
}
