import { ServiceError } from "../../service/service-error.ts";

/**
 * Bounds the memory of messages that have begun to arrive, over all connections.
 *
 * SECURITY: a connection may have a thousand calls and each of them a message of megabytes that never ends.
 */
export class ReceiveBudget {
  readonly #maxBytes: number;
  #heldBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Throws: `server/overloaded`. */
  take(bytes: number): void {
    if (this.#heldBytes + bytes > this.#maxBytes) {
      throw new ServiceError("server/overloaded", "too many unfinished requests");
    }
    this.#heldBytes += bytes;
  }

  give(bytes: number): void {
    this.#heldBytes -= bytes;
  }
}
