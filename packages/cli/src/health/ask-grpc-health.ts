import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { connect as connectSocket } from "node:net";
import { messageFromJson, messageToJson } from "@orthrus/protocol/protobuf";
import { formatListenAddress, grpcCodeName } from "@orthrus/server";
import { reasonOf } from "../output/reason-of.ts";
import { type HealthTarget, trust } from "./ask-health.ts";

const HEADERS = {
  ":method": "POST",
  ":path": "/grpc.health.v1.Health/Check",
  "content-type": "application/grpc",
  te: "trailers",
};
const SERVICE = "cerbos.svc.v1.CerbosService";
const LENGTH_BYTES = 5;
const DEADLINE_EXCEEDED = 4;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/**
 * Asks a server for its health over gRPC. Comes back with what it says when it serves.
 *
 * Shape: `"SERVING\n"`.
 * Throws: an `Error` when there is no answer in time, or another one.
 */
export async function askGrpcHealth(target: HealthTarget, timeoutMs: number): Promise<string> {
  let session: ClientHttp2Session | undefined;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(rpcError(DEADLINE_EXCEEDED, "context deadline exceeded")), timeoutMs);
  });
  try {
    session = sessionWith(target);
    const status = await Promise.race([check(session), expired]);
    if (status === "SERVING") return `${status}\n`;
    throw new Error(`server is not healthy: ${status}`);
  } finally {
    clearTimeout(timer);
    session?.destroy();
  }
}

function sessionWith({ address, tls }: HealthTarget): ClientHttp2Session {
  if (address.kind === "unix") {
    return connect("http://localhost", { createConnection: () => connectSocket(address.path) });
  }
  return connect(`${tls ? "https" : "http"}://${formatListenAddress(address)}`, tls ? trust(tls) : {});
}

function check(session: ClientHttp2Session): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(rpcError(UNAVAILABLE, reasonOf(error.cause ?? error)));
    session.on("error", fail);
    const stream = session.request(HEADERS);
    let headers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    const hear = (heard: IncomingHttpHeaders): void => {
      headers = { ...headers, ...heard };
    };
    stream.on("response", hear).on("trailers", hear).on("error", fail);
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("end", () => {
      try {
        resolve(statusOf(headers, Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
    stream.end(framed(messageFromJson("grpc.health.v1.HealthCheckRequest", { service: SERVICE })));
  });
}

function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(message.length, 1);
  return Buffer.concat([length, message]);
}

function statusOf(headers: IncomingHttpHeaders, body: Buffer): string {
  const code = headers["grpc-status"];
  if (code === undefined) {
    throw rpcError(INTERNAL, `unexpected HTTP status code received from server: ${headers[":status"]}`);
  }
  if (code !== "0") throw rpcError(Number(code), decodeURIComponent(String(headers["grpc-message"] ?? "")));
  const response = messageToJson("grpc.health.v1.HealthCheckResponse", body.subarray(LENGTH_BYTES));
  return (response as { readonly status?: string }).status ?? "UNKNOWN";
}

function rpcError(code: number, text: string): Error {
  return new Error(
    `failed to execute healthcheck RPC: rpc error: code = ${grpcCodeName(code)} desc = ${text}`,
  );
}
