import type { PeerCertificate, RequestFacts } from "./request-facts.ts";

/** `Headers`, the object of a Node request, or a plain table. */
export type HeaderSource =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

/** Any request with headers: a web `Request`, Node's `IncomingMessage`, those of the frameworks, or a literal. */
export interface RequestLike {
  readonly headers: HeaderSource;
  readonly method?: string | undefined;
  /** Absolute, or the path that Node gives. */
  readonly url?: string | undefined;
  /** Node's, read for the client certificate. */
  readonly socket?: unknown;
  /** From a platform that ends TLS itself. */
  readonly peerCertificate?: PeerCertificate | undefined;
}

/** Reads what identification needs from any kind of request, without keeping the request. */
export function readRequest(request: RequestLike): RequestFacts {
  const header = headerReader(request.headers);
  return {
    header,
    cookies: (name) => cookieValues(header("cookie"), name),
    ...(request.method !== undefined && { method: request.method }),
    ...(request.url !== undefined && { url: request.url }),
    // Read only when a provider wants it: the TLS layer builds the whole chain anew each time.
    get peerCertificate() {
      return request.peerCertificate ?? certificateOf(request.socket);
    },
  };
}

function headerReader(headers: HeaderSource): (name: string) => string | undefined {
  if (isHeaders(headers)) return (name) => headers.get(name) ?? undefined;
  return (name) => {
    const value = headers[name] ?? headers[keyOf(headers, name)];
    return typeof value === "string" ? value : value?.[0];
  };
}

function isHeaders(headers: HeaderSource): headers is { get(name: string): string | null } {
  return typeof headers.get === "function";
}

function keyOf(headers: object, name: string): string {
  return Object.keys(headers).find((key) => key.toLowerCase() === name) ?? name;
}

function cookieValues(header: string | undefined, name: string): readonly string[] {
  if (header === undefined) return [];
  const prefix = name.endsWith("*") ? name.slice(0, -1) : undefined;
  return header.split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    const key = pair.slice(0, at).trim();
    if (at < 0 || (prefix === undefined ? key !== name : !key.startsWith(prefix))) return [];
    const value = decodeCookie(pair.slice(at + 1).trim());
    return value === "" ? [] : [value];
  });
}

function decodeCookie(value: string): string {
  const bare = value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value;
  if (!bare.includes("%")) return bare;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** Node's `TLSSocket`, recognised by its methods so that this file needs no Node. */
function certificateOf(socket: unknown): PeerCertificate | undefined {
  if (typeof socket !== "object" || socket === null || !("getPeerCertificate" in socket)) return undefined;
  if (typeof socket.getPeerCertificate !== "function") return undefined;
  const [raw, ...chain] = rawChain(socket.getPeerCertificate(true));
  if (!raw) return undefined;
  return { raw, chain };
}

/** Node links each certificate to its issuer, and a root to itself. */
function rawChain(certificate: unknown): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  const seen = new Set<unknown>();
  let current = certificate;
  while (typeof current === "object" && current !== null && !seen.has(current) && found.length < 8) {
    seen.add(current);
    if (!("raw" in current) || !(current.raw instanceof Uint8Array)) break;
    found.push(current.raw);
    current = "issuerCertificate" in current ? current.issuerCertificate : undefined;
  }
  return found;
}
