import { ServiceError } from "../../service/service-error.ts";
import type { ReceiveBudget } from "./receive-budget.ts";

/** A message as it was framed. */
export interface FramedMessage {
  readonly isCompressed: boolean;
  readonly bytes: Buffer;
}

export interface ReaderOptions {
  readonly maxBytes: number;
  readonly budget: ReceiveBudget;
}

const HEADER_BYTES = 5;
const EMPTY = Buffer.alloc(0);

/**
 * Takes messages with their length in front out of chunks of any size.
 *
 * Source: PROTOCOL-HTTP2 of gRPC, "Length-Prefixed-Message"; the refusals are worded as those of gRPC for Go.
 */
export class MessageReader {
  readonly #options: ReaderOptions;
  /** Its first `#length` bytes have arrived and belong to no message that was taken. */
  #buffer: Buffer = EMPTY;
  #length = 0;
  /** Bytes that count as held. */
  #held = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    // PERF: a message that arrives as one chunk is never copied.
    if (this.#length === 0) {
      this.#buffer = chunk;
      this.#length = chunk.length;
      return;
    }
    const length = this.#length + chunk.length;
    if (length > this.#buffer.length || this.#held === 0) this.#grow(length);
    chunk.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  /**
   * Throws: `server/request-too-large` as soon as a length is, `server/broken-message`, `server/overloaded`.
   */
  next(): FramedMessage | undefined {
    if (this.#length < HEADER_BYTES) return this.#keep();
    const flag = this.#buffer[0] ?? 0;
    const length = this.#buffer.readUInt32BE(1);
    if (flag > 1) throw broken(`grpc: received unexpected payload format ${flag}`);
    this.#refuseTooLarge(length);
    const end = HEADER_BYTES + length;
    if (this.#length < end) return this.#keep();
    const bytes = this.#buffer.subarray(HEADER_BYTES, end);
    this.#buffer = this.#buffer.subarray(end, this.#length);
    this.#length -= end;
    this.#release();
    return { isCompressed: flag === 1, bytes };
  }

  /** Whether a part of a message has arrived that was not taken. */
  get hasBegun(): boolean {
    return this.#length > 0;
  }

  /** Throws: `server/incomplete-message` when a message was begun. */
  refuseRest(): void {
    if (this.#length >= HEADER_BYTES) throw incomplete("unexpected EOF");
    if (this.#length > 0) throw incomplete("EOF");
  }

  /** Forgets what has arrived. */
  close(): void {
    this.#release();
    this.#buffer = EMPTY;
    this.#length = 0;
  }

  #refuseTooLarge(length: number): void {
    const { maxBytes } = this.#options;
    if (length <= maxBytes) return;
    throw new ServiceError(
      "server/request-too-large",
      `grpc: received message larger than max (${length} vs. ${maxBytes})`,
    );
  }

  #keep(): undefined {
    if (this.#held === 0 && this.#length > 0) this.#grow(this.#length);
  }

  /** SECURITY: chunks are copied together, or one byte each would cost a hundred. */
  #grow(length: number): void {
    const size = Math.max(64, 2 * length);
    this.#options.budget.take(size - this.#held);
    this.#held = size;
    const grown = Buffer.allocUnsafe(size);
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }

  #release(): void {
    this.#options.budget.give(this.#held);
    this.#held = 0;
  }
}

function broken(message: string): ServiceError {
  return new ServiceError("server/broken-message", message);
}

/** What a caller hears who ends in the middle. */
export function incomplete(message: string): ServiceError {
  return new ServiceError("server/incomplete-message", message);
}

/** Puts the length in front of a message. */
export function frameMessage(bytes: Uint8Array, isCompressed: boolean): Buffer {
  const framed = Buffer.allocUnsafe(HEADER_BYTES + bytes.length);
  framed[0] = isCompressed ? 1 : 0;
  framed.writeUInt32BE(bytes.length, 1);
  framed.set(bytes, HEADER_BYTES);
  return framed;
}
