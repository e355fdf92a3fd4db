/** Pages and probes are neither measured nor traced, as there. */
const PREFIXES: readonly string[] = ["/api", "/admin", "/access/v1"];

/**
 * Finds the part of the API that a request is about.
 *
 * Shape: `/api/check/resources?pretty` → `/api`; `/_cerbos/health` → undefined.
 */
export function instrumentedPrefix(url = ""): string | undefined {
  return PREFIXES.find((prefix) => url.startsWith(prefix) && "/?".includes(url.charAt(prefix.length)));
}
