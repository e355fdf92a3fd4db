import type { IncomingHttpHeaders } from "node:http";

/** Which pages in browsers may call the API. */
export interface CorsOptions {
  readonly disabled?: boolean;
  /** Origins with at most one `*` each. */
  readonly allowedOrigins: readonly string[];
  readonly allowedHeaders: readonly string[];
}

export interface CorsPolicy {
  /** The headers of any response, as a flat list of names and values. */
  responseHeaders(request: IncomingHttpHeaders): readonly string[];
  /** The headers that answer a preflight request; nothing when the request is none. */
  preflightHeaders(method: string, request: IncomingHttpHeaders): readonly string[] | undefined;
}

const ALLOWED_METHODS: ReadonlySet<string> = new Set(["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE"]);
// COMPAT(cerbos): a list without anything allows these.
const HEADERS_OF_EMPTY_LIST: readonly string[] = ["accept", "content-type", "x-requested-with"];
const VARY_ORIGIN: readonly string[] = ["Vary", "Origin"];
const VARY_PREFLIGHT: readonly string[] = [
  "Vary",
  "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
];

export function corsPolicy(options: CorsOptions): CorsPolicy {
  if (options.disabled) return { responseHeaders: () => [], preflightHeaders: () => undefined };
  const allowOrigin = originRule(options.allowedOrigins);
  const areAllowedHeaders = headerRule(options.allowedHeaders);
  return {
    responseHeaders({ origin }) {
      const allowed = origin ? allowOrigin(origin) : undefined;
      return allowed === undefined ? VARY_ORIGIN : ["Access-Control-Allow-Origin", allowed, ...VARY_ORIGIN];
    },
    preflightHeaders(method, request) {
      const wanted = request["access-control-request-method"];
      if (method !== "OPTIONS" || !wanted) return undefined;
      const headers = request["access-control-request-headers"] ?? "";
      const allowed = request.origin ? allowOrigin(request.origin) : undefined;
      if (allowed === undefined || !ALLOWED_METHODS.has(wanted) || !areAllowedHeaders(headers)) {
        return VARY_PREFLIGHT;
      }
      return [
        "Access-Control-Allow-Origin",
        allowed,
        "Access-Control-Allow-Methods",
        wanted,
        ...(headers === "" ? [] : ["Access-Control-Allow-Headers", headers]),
        ...VARY_PREFLIGHT,
      ];
    },
  };
}

/** Says what `Access-Control-Allow-Origin` is for an origin, nothing when it is not allowed. */
function originRule(patterns: readonly string[]): (origin: string) => string | undefined {
  if (patterns.length === 0 || patterns.includes("*")) return () => "*";
  const rules = patterns.map((pattern) => matchesOrigin(pattern.toLowerCase()));
  return (origin) => (rules.some((matches) => matches(origin.toLowerCase())) ? origin : undefined);
}

function matchesOrigin(pattern: string): (origin: string) => boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return (origin) => origin === pattern;
  const start = pattern.slice(0, star);
  const end = pattern.slice(star + 1);
  return (origin) =>
    origin.length >= start.length + end.length && origin.startsWith(start) && origin.endsWith(end);
}

function headerRule(listed: readonly string[]): (requested: string) => boolean {
  const allowed = listed.length > 0 ? listed : HEADERS_OF_EMPTY_LIST;
  if (allowed.includes("*")) return () => true;
  const names = new Set(["origin", ...allowed.map((name) => name.toLowerCase())]);
  return (requested) =>
    requested
      .split(",")
      .map((name) => name.trim().toLowerCase())
      .every((name) => name === "" || names.has(name));
}
