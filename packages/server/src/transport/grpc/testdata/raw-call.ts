import { type ClientHttp2Session, connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";

/** What is heard of one call, below any library for gRPC. */
export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The code that the stream was reset with; 0 is none. */
  readonly reset: number;
}

export interface RawCall {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array;
  /** Does not end its side of the stream. */
  readonly isOpen?: boolean;
}

/** Headers of a call. */
export function callHeaders(rpc: string, more: OutgoingHttpHeaders = {}): OutgoingHttpHeaders {
  const headers = { ":method": "POST", ":path": `/${rpc}`, "content-type": "application/grpc", te: "trailers" };
  return { ...headers, ...more };
}

/** A message with its length in front. */
export function framed(message: Uint8Array, flag = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

export async function rawCall(port: number, call: RawCall): Promise<Heard> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    return await callOn(session, call);
  } finally {
    session.destroy();
  }
}

export function callOn(session: ClientHttp2Session, { headers, body, isOpen = false }: RawCall): Promise<Heard> {
  return new Promise((resolve) => {
    const stream = session.request(headers, { endStream: false });
    let response: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    stream.on("response", (heard) => {
      response = heard;
    });
    stream.on("trailers", (heard) => {
      trailers = heard;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => {});
    stream.once("close", () =>
      resolve({ headers: response, trailers, body: Buffer.concat(chunks), reset: stream.rstCode ?? 0 }),
    );
    if (body) stream.write(body);
    if (!isOpen) stream.end();
  });
}

/** Status and message of a call, from wherever they were. */
export function statusOf({ headers, trailers }: Heard): readonly [number, string] {
  const said = "grpc-status" in trailers ? trailers : headers;
  return [Number(said["grpc-status"]), decodeURIComponent(String(said["grpc-message"] ?? ""))];
}
