/** The parts of an id or the first thing wrong with it. */
export interface SpiffeText {
  /** Of the trust domain; empty when there is a problem. */
  readonly name: string;
  /** With its leading slash; empty when there is none. */
  readonly path: string;
  readonly problem: string | undefined;
}

const scheme = "spiffe://";

/**
 * Reads an id.
 *
 * Shape: `"spiffe://example.org/a/b"` → name `example.org`, path `/a/b`.
 * Source: SPIFFE-ID specification, section 2.
 */
export function parseSpiffeId(text: string): SpiffeText {
  if (text === "") return problem("cannot be empty");
  if (!text.startsWith(scheme)) return problem("scheme is missing or invalid");
  const slash = text.indexOf("/", scheme.length);
  const name = text.slice(scheme.length, slash < 0 ? undefined : slash);
  const path = slash < 0 ? "" : text.slice(slash);
  const wrong = nameProblem(name) ?? pathProblem(path);
  return wrong === undefined ? { name, path, problem: undefined } : problem(wrong);
}

/** Reads the name of a trust domain, or takes it from an id. */
export function parseTrustDomain(text: string): SpiffeText {
  if (text.includes(":/")) return parseSpiffeId(text);
  const wrong = nameProblem(text);
  return wrong === undefined ? { name: text, path: "", problem: undefined } : problem(wrong);
}

function problem(text: string): SpiffeText {
  return { name: "", path: "", problem: text };
}

function nameProblem(name: string): string | undefined {
  if (name === "") return "trust domain is missing";
  if (/^[a-z0-9._-]+$/.test(name)) return undefined;
  return "trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores";
}

function pathProblem(path: string): string | undefined {
  if (path === "") return undefined;
  const segments = path.slice(1).split("/");
  for (const [i, segment] of segments.entries()) {
    if (segment === "" && i === segments.length - 1) return "path cannot have a trailing slash";
    if (segment === "") return "path cannot contain empty segments";
    if (segment === "." || segment === "..") return "path cannot contain dot segments";
    if (!/^[A-Za-z0-9._-]+$/.test(segment)) {
      return "path segment characters are limited to letters, numbers, dots, dashes, and underscores";
    }
  }
  return undefined;
}
