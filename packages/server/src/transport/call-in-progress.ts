import type { IncomingHttpHeaders } from "node:http";
import { callIdSource } from "@orthrus/protocol";

/** What is called, and by which protocol. */
export interface CalledMethod {
  readonly protocol: "http" | "grpc";
  /** Such as `cerbos.svc.v1.CerbosService/CheckResources`. */
  readonly rpc: string;
  readonly methodKind: "unary" | "server_stream" | "bidi_stream";
}

/** A call of the API that was answered, for logs. */
export interface HandledCall extends CalledMethod {
  /** Empty for streams. */
  readonly callId: string;
  /** What the caller calls it; empty when it has no name, or could not be read. */
  readonly requestId: string;
  /** Empty behind a unix socket. */
  readonly peerAddress: string;
  /** Over HTTP, the addresses a request came through, as proxies tell it, this server's peer last. */
  readonly forwardedFor: string;
  /** Over HTTP, what the caller takes this server for. */
  readonly forwardedHost: string;
  /** Whether the connection has TLS. */
  readonly isSecure: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Of gRPC; 0 is success. */
  readonly code: number;
  readonly failure?: unknown;
  /** What was said in JSON, for those who may know; the request is absent when it could not be read. */
  readonly payloads: { readonly request?: string; readonly response?: string };
}

/** Who calls. */
export interface Caller {
  readonly socket: {
    readonly remoteAddress?: string | undefined;
    readonly remotePort?: number | undefined;
    readonly encrypted?: boolean;
  };
  readonly headers: IncomingHttpHeaders;
}

/** A call that is being answered. */
export interface CallInProgress {
  readonly id: string;
  /** Tells what the caller calls it, and what was asked. */
  name(requestId: string, body?: string): void;
  /** Tells what the caller is going to hear. */
  answer(json: string): void;
  finish(code: number, failure?: unknown): void;
}

const nextCallId = callIdSource();

/** Begins to take down a call. */
export function beginCall(
  method: CalledMethod,
  caller: Caller,
  onCall: (call: HandledCall) => void,
): CallInProgress {
  const callId = method.methodKind === "unary" ? nextCallId() : "";
  const startedAt = new Date();
  const startMs = performance.now();
  const { remoteAddress = "", remotePort } = caller.socket;
  let requestId = "";
  const payloads: { request?: string; response?: string } = {};
  return {
    id: callId,
    name(given, body) {
      requestId = given;
      if (body !== undefined) payloads.request = body;
    },
    answer(json) {
      payloads.response = json;
    },
    finish(code, failure) {
      // PERF: listed one by one, and proxies left out where nobody asks for them; see benchmarks/grpc.ts.
      const { protocol, rpc, methodKind } = method;
      const isHttp = protocol === "http";
      onCall({
        protocol,
        rpc,
        methodKind,
        callId,
        requestId,
        peerAddress: remotePort === undefined ? remoteAddress : joinHostPort(remoteAddress, remotePort),
        forwardedFor: isHttp ? forwardedForOf(caller) : "",
        forwardedHost: isHttp ? headerText(caller, "x-forwarded-host") || hostOf(caller) : "",
        isSecure: caller.socket.encrypted === true,
        headers: caller.headers,
        startedAt,
        durationMs: performance.now() - startMs,
        code,
        payloads,
        ...(failure === undefined ? {} : { failure }),
      });
    },
  };
}

function joinHostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function forwardedForOf(caller: Caller): string {
  const { remoteAddress = "" } = caller.socket;
  return [headerText(caller, "x-forwarded-for"), remoteAddress].filter(Boolean).join(", ");
}

/** HTTP/2 has a name of its own for it. */
function hostOf(caller: Caller): string {
  return headerText(caller, "host") || headerText(caller, ":authority");
}

function headerText({ headers }: Caller, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : (value ?? "");
}
