/** Where a discovery document is, and what it may say. */
export interface DiscoveryOptions {
  readonly issuer: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  /** Further hosts that the key set may be on. */
  readonly keyHosts?: readonly string[];
}

const MAX_AGE_MS = 86_400_000;

/**
 * Finds the key set of an issuer by its discovery document, read once a day.
 *
 * The document must name the configured issuer, and a key set on the same host with the same scheme: whoever can
 * answer for one path of a host must not be able to send us elsewhere for keys.
 */
export function discoveredKeySet(options: DiscoveryOptions): (nowMs: number) => Promise<URL> {
  let found: { readonly url: URL; readonly atMs: number } | undefined;
  return async (nowMs) => {
    if (found && nowMs - found.atMs < MAX_AGE_MS) return found.url;
    const url = await discover(options);
    found = { url, atMs: nowMs };
    return url;
  };
}

async function discover({
  issuer,
  keyHosts = [],
  timeoutMs = 5_000,
  ...options
}: DiscoveryOptions): Promise<URL> {
  const fetchDocument = options.fetch ?? fetch;
  const response = await fetchDocument(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    redirect: "manual",
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) throw new Error("the discovery document cannot be read");
  const document: unknown = await response.json();
  if (
    typeof document !== "object" ||
    document === null ||
    !("issuer" in document) ||
    !("jwks_uri" in document)
  ) {
    throw new Error("the discovery document is incomplete");
  }
  if (document.issuer !== issuer) throw new Error("the discovery document is of another issuer");
  const url = new URL(String(document.jwks_uri));
  const base = new URL(issuer);
  if (url.protocol !== base.protocol || ![base.host, ...keyHosts].includes(url.host)) {
    throw new Error("the key set is on a host that is not the issuer's");
  }
  return url;
}
