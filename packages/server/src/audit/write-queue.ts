import { setTimeout as delay } from "node:timers/promises";
import type { AuditBackend } from "./audit-backend.ts";
import type { AuditEntry, AuditKind } from "./audit-entry.ts";

/** How much may wait to be written, in characters of JSON. */
const MAX_WAITING = 16 * 1024 * 1024;
/** What comes on top of that is lost: it belongs to calls that no longer wait. */
const MAX_BEYOND = 2 * MAX_WAITING;
const PATIENCE_MS = 1000;

/** Tells how many entries of a kind were lost, and why. */
export type OnLost = (kind: AuditKind, count: number, cause: unknown) => void;

interface Order {
  readonly kind: AuditKind;
  /** Undefined when there is nothing to write after all. */
  readonly build: () => AuditEntry | undefined;
}

/**
 * Takes entries off the path of decisions: they are built once their call is answered, and written together, one write
 * at a time. Who writes more slowly than calls come in slows the calls down, each by a second at most.
 */
export class WriteQueue {
  readonly #backend: AuditBackend;
  readonly #onLost: OnLost;
  #orders: Order[] = [];
  #built: AuditEntry[] = [];
  /** Of what is built and not written yet. */
  #waiting = 0;
  #writing: Promise<void> | undefined;
  #room: (() => void)[] = [];

  constructor(backend: AuditBackend, onLost: OnLost) {
    this.#backend = backend;
    this.#onLost = onLost;
  }

  push(kind: AuditKind, build: Order["build"]): void {
    // PERF: after the answer is on its way, and for all calls of one turn of the loop together.
    if (this.#orders.push({ kind, build }) === 1) setImmediate(() => this.#start());
  }

  /** Something to wait for while too much is waiting. */
  untilRoom(): Promise<void> | undefined {
    if (this.#waiting < MAX_WAITING) return undefined;
    const room = new Promise<void>((resolve) => this.#room.push(resolve));
    return Promise.race([room, delay(PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Everything pushed until now is written, or lost. */
  async flush(): Promise<void> {
    this.#start();
    await this.#writing;
  }

  #start(): void {
    for (const order of this.#orders.splice(0)) this.#build(order);
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  #build({ kind, build }: Order): void {
    try {
      const entry = build();
      if (!entry) return;
      if (this.#waiting >= MAX_BEYOND) throw new Error("too many entries are waiting to be written");
      this.#built.push(entry);
      this.#waiting += entry.json.length;
    } catch (cause) {
      this.#onLost(kind, 1, cause);
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#built.length > 0) {
      const entries = this.#built.splice(0);
      try {
        await this.#backend.write(entries);
      } catch (cause) {
        for (const kind of ["access", "decision"] as const) {
          const count = entries.filter((entry) => entry.kind === kind).length;
          if (count > 0) this.#onLost(kind, count, cause);
        }
      }
      for (const { json } of entries) this.#waiting -= json.length;
      for (const wake of this.#room.splice(0)) wake();
    }
  }
}
