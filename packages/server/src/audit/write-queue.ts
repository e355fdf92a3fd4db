import type { AuditBackend } from "./audit-backend.ts";
import type { AuditEntry, AuditKind } from "./audit-entry.ts";

/** How much may wait to be written, in characters of JSON. */
const MAX_WAITING = 16 * 1024 * 1024;
/** What comes behind that much, besides what is being written, is lost: it belongs to calls that no longer wait. */
const MAX_BEHIND = 2 * MAX_WAITING;
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
  /** Of what is built. */
  #builtLength = 0;
  /** Of what is being written. */
  #writingLength = 0;
  #writing: Promise<void> | undefined;
  #batch: Promise<void> | undefined;
  readonly #room = new Set<() => void>();

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
    if (this.#builtLength + this.#writingLength < MAX_WAITING) return undefined;
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#room.delete(go);
        resolve();
      };
      const timer = setTimeout(go, PATIENCE_MS).unref();
      this.#room.add(go);
    });
  }

  /** Comes back once everything pushed until now is written, or lost, whatever is pushed meanwhile. */
  async flush(): Promise<void> {
    this.#start();
    // What is under way, then all that was waiting behind it.
    await this.#batch;
    await this.#batch;
  }

  /** Comes back once nothing is left to write. */
  async drain(): Promise<void> {
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
      // SECURITY: before it is built; an entry names its principal once per resource, and may be megabytes long.
      if (this.#builtLength >= MAX_BEHIND) throw new Error("too many entries are waiting to be written");
      const entry = build();
      if (!entry) return;
      this.#built.push(entry);
      this.#builtLength += entry.json.length;
    } catch (cause) {
      this.#onLost(kind, 1, cause);
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#built.length > 0) {
      this.#batch = this.#write(this.#built.splice(0));
      await this.#batch;
    }
  }

  async #write(entries: readonly AuditEntry[]): Promise<void> {
    this.#writingLength = this.#builtLength;
    this.#builtLength = 0;
    try {
      await this.#backend.write(entries);
    } catch (cause) {
      for (const kind of ["access", "decision"] as const) {
        const count = entries.filter((entry) => entry.kind === kind).length;
        if (count > 0) this.#onLost(kind, count, cause);
      }
    }
    this.#writingLength = 0;
    for (const go of this.#room) go();
  }
}
