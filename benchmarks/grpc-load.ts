import { type ClientHttp2Session, connect } from "node:http2";

const HEAD_BYTES = 5;

/** Calls in a row, so many at once, over one connection each. */
export class GrpcLoad {
  readonly #sessions: readonly ClientHttp2Session[];
  readonly #frame: Buffer;
  readonly #path: string;

  constructor(port: number, rpc: string, message: Uint8Array) {
    this.#sessions = Array.from({ length: 4 }, () => connect(`http://127.0.0.1:${port}`));
    this.#path = `/${rpc}`;
    this.#frame = Buffer.alloc(HEAD_BYTES + message.length);
    this.#frame.writeUInt32BE(message.length, 1);
    this.#frame.set(message, HEAD_BYTES);
  }

  /** Throws: when a call fails. */
  async run(count: number, atOnce: number): Promise<void> {
    let left = count;
    const worker = async (index: number): Promise<void> => {
      while (left-- > 0) await this.call(index);
    };
    await Promise.all(Array.from({ length: atOnce }, (_, index) => worker(index)));
  }

  /** Comes back with the message of the answer. */
  call(index = 0): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const session = this.#sessions[index % this.#sessions.length];
      if (!session) throw new RangeError("no connection");
      const stream = session.request({
        ":method": "POST",
        ":path": this.#path,
        "content-type": "application/grpc",
        te: "trailers",
      });
      const chunks: Buffer[] = [];
      let code: unknown;
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("trailers", (trailers) => {
        code = trailers["grpc-status"];
      });
      stream.once("close", () => {
        if (code === "0") resolve(Buffer.concat(chunks).subarray(HEAD_BYTES));
        else reject(new Error(`a call ended with status ${code}`));
      });
      stream.once("error", reject);
      stream.end(this.#frame);
    });
  }

  close(): void {
    for (const session of this.#sessions) session.close();
  }
}
