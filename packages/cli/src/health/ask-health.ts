import { type IncomingMessage, type RequestOptions, request, STATUS_CODES } from "node:http";
import { request as requestSecurely } from "node:https";
import { formatListenAddress, type ListenAddress } from "@orthrus/server";
import { reasonOf } from "../output/reason-of.ts";

/** A server to ask, and how. */
export interface HealthTarget {
  readonly address: ListenAddress;
  /** Absent without TLS. */
  readonly tls?: TlsTrust;
}

export interface TlsTrust {
  /** Certificates in PEM to verify the server's with; none means those the system trusts. */
  readonly authorities: readonly string[];
  readonly isVerified: boolean;
}

const PATH = "/_cerbos/health?service=cerbos.svc.v1.CerbosService";
const OK = 200;

/**
 * Asks a server for its health. Comes back with its answer, as it is.
 *
 * Shape: `{"status":"SERVING"}`.
 * Throws: an `Error` when there is no answer in time, or another one.
 */
export async function askHealth(target: HealthTarget, timeoutMs: number): Promise<string> {
  const place = target.address.kind === "unix" ? `${formatListenAddress(target.address)} ` : origin(target);
  const signal = AbortSignal.timeout(timeoutMs);
  let response: IncomingMessage;
  let body = "";
  try {
    response = await responseOf(target, signal);
    for await (const chunk of response.setEncoding("utf8")) body += chunk;
  } catch (error) {
    const reason = signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
    throw new Error(`request to ${JSON.stringify(place + PATH)} failed: ${reason}`, { cause: error });
  }
  const { statusCode = 0 } = response;
  if (statusCode === OK) return body;
  throw new Error(`server returned status ${statusCode} ${STATUS_CODES[statusCode] ?? ""}`.trimEnd());
}

function origin({ address, tls }: HealthTarget): string {
  return `${tls ? "https" : "http"}://${formatListenAddress(address)}`;
}

function responseOf({ address, tls }: HealthTarget, signal: AbortSignal): Promise<IncomingMessage> {
  const place = address.kind === "unix" ? { socketPath: address.path } : address;
  const options: RequestOptions = { ...place, path: PATH, signal, agent: false };
  return new Promise((resolve, reject) => {
    const outgoing = tls
      ? requestSecurely({ ...options, ...trust(tls) }, resolve)
      : request(options, resolve);
    outgoing.once("error", reject).end();
  });
}

/** What Node calls it. */
export function trust({ authorities, isVerified }: TlsTrust): { ca?: string[]; rejectUnauthorized: boolean } {
  return { rejectUnauthorized: isVerified, ...(authorities.length > 0 ? { ca: [...authorities] } : {}) };
}
