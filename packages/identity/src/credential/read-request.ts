import type { PeerCertificate, RequestFacts } from "./request-facts.ts";

/** `Headers`, the object of a Node request, or a plain table. */
export type HeaderSource =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

/** Any request with headers: a web `Request`, Node's `IncomingMessage`, those of the frameworks, or a literal. */
export interface RequestLike {
  readonly headers: HeaderSource;
  readonly method?: string | undefined;
  /** Absolute; what Node gives, a path, is not enough for DPoP and left out. */
  readonly url?: string | undefined;
  /** Node's, read for the client certificate. */
  readonly socket?: unknown;
  /** From a platform that ends TLS itself. */
  readonly peerCertificate?: PeerCertificate | undefined;
}

/** Reads what identification needs from any kind of request, without keeping the request. */
export function readRequest(request: RequestLike): RequestFacts {
  const header = headerReader(request.headers);
  const peerCertificate = request.peerCertificate ?? certificateOf(request.socket);
  return {
    header,
    cookies: (name) => cookieValues(header("cookie"), name),
    ...(request.method !== undefined && { method: request.method }),
    ...(request.url !== undefined && URL.canParse(request.url) && { url: request.url }),
    ...(peerCertificate && { peerCertificate }),
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
  const certificate: unknown = socket.getPeerCertificate();
  if (typeof certificate !== "object" || certificate === null || !("raw" in certificate)) return undefined;
  if (!(certificate.raw instanceof Uint8Array)) return undefined;
  const names = "subjectaltname" in certificate ? certificate.subjectaltname : undefined;
  return {
    raw: certificate.raw,
    isAuthorized: "authorized" in socket && socket.authorized === true,
    ...(typeof names === "string" && { subjectAltName: names }),
  };
}
