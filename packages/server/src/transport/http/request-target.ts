/** Where a request goes: the decoded path and the query, without the question mark. */
export interface RequestTarget {
  readonly path: string;
  readonly query: string;
  /** Set when the path has a shorter way of saying the same; the caller is sent there. */
  readonly redirect?: string;
}

/** Shape: `"/api/check?pretty"` → `{ path: "/api/check", query: "pretty" }`. */
export function parseRequestTarget(target: string): RequestTarget {
  const mark = target.indexOf("?");
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark + 1);
  const path = rawPath.includes("%") ? decodePath(rawPath) : rawPath;
  const clean = cleanPath(path);
  if (clean === path) return { path, query };
  return { path, query, redirect: encodeURI(clean) + (mark < 0 ? "" : `?${query}`) };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function cleanPath(path: string): string {
  if (path.startsWith("/") && !path.includes("//") && !path.includes("/.")) return path;
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const isFolder = /\/\.{0,2}$/.test(path) && segments.length > 0;
  return `/${segments.join("/")}${isFolder ? "/" : ""}`;
}

/** Whether the caller wants JSON that people can read. */
export function wantsPrettyJson(query: string, accept: string | undefined): boolean {
  if (query !== "" && new URLSearchParams(query).has("pretty")) return true;
  return accept === "application/json+pretty";
}
