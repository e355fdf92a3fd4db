import type { RequestLike } from "../../credential/read-request.ts";
import { readRequest } from "../../credential/read-request.ts";

export interface ForwardedCertificateOptions {
  /** Addresses of the proxies that end TLS and overwrite the header. Nobody else is believed. */
  readonly proxies: readonly string[];
  /** The address the connection came from, by the platform and not by a header. */
  readonly remoteAddress: string | undefined;
}

/**
 * A request with the client certificate that a proxy has put into `x-forwarded-client-cert`.
 *
 * The last element is the one that our own proxy has added. A request from elsewhere is returned as it is.
 */
export function withForwardedCertificate(
  request: RequestLike,
  options: ForwardedCertificateOptions,
): RequestLike {
  const { proxies, remoteAddress } = options;
  if (remoteAddress === undefined || !proxies.includes(remoteAddress)) return request;
  const last =
    splitOutsideQuotes(readRequest(request).header("x-forwarded-client-cert") ?? "", ",").at(-1) ?? "";
  const pair = splitOutsideQuotes(last, ";").find((part) => /^\s*cert=/i.test(part));
  const raw = pair === undefined ? undefined : derOf(pair.slice(pair.indexOf("=") + 1));
  if (!raw) return request;
  const { headers, method, url } = request;
  return { headers, method, url, peerCertificate: { raw } };
}

function splitOutsideQuotes(text: string, separator: "," | ";"): readonly string[] {
  return text.match(new RegExp(`(?:"(?:[^"\\\\]|\\\\.)*"|[^"${separator}])+`, "g")) ?? [];
}

function derOf(value: string): Uint8Array | undefined {
  try {
    const pem = decodeURIComponent(value.trim().replace(/^"|"$/g, ""));
    const [, body] = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(pem) ?? [];
    if (body === undefined) return undefined;
    return Uint8Array.from(atob(body.replace(/\s/g, "")), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
