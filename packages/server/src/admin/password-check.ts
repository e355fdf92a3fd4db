import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

/** Compares passwords with one bcrypt hash. */
export interface PasswordCheck {
  isRight(password: string): Promise<boolean>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (isRight: boolean) => void;
  readonly reject: (failure: unknown) => void;
}

// A text, because a file would have to be one thing in the sources and another in what is published.
const THREAD = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { compareSync } = require(workerData.bcrypt);
  parentPort.on("message", (password) => parentPort.postMessage(compareSync(password, workerData.hash)));
`;

/**
 * Opens a check of passwords. The work is made to be slow, so it is done in a thread of its own: decisions do not wait
 * for it, whoever guesses. The thread starts with the first password.
 */
export function openPasswordCheck(hash: string): PasswordCheck {
  let thread: Worker | undefined;
  // INVARIANT: the thread answers in order, so the first that waits is the one an answer is for.
  let waiting: Waiting[] = [];

  function start(): Worker {
    const bcrypt = createRequire(import.meta.url).resolve("bcryptjs");
    const started = new Worker(THREAD, { eval: true, workerData: { bcrypt, hash } });
    started.on("message", (isRight: boolean) => {
      waiting.shift()?.resolve(isRight);
      // An idle thread does not keep the process alive, one that is waited for does.
      if (waiting.length === 0) started.unref();
    });
    started.on("error", (failure) => end(started, failure));
    started.on("exit", () => end(started, new Error("the thread that checks passwords has ended")));
    return started;
  }

  function end(ended: Worker, failure: unknown): void {
    if (thread !== ended) return;
    const left = waiting;
    waiting = [];
    thread = undefined;
    for (const { reject } of left) reject(failure);
  }

  return {
    isRight: (password) =>
      new Promise((resolve, reject) => {
        thread ??= start();
        waiting.push({ resolve, reject });
        thread.ref();
        thread.postMessage(password);
      }),
    async close() {
      await thread?.terminate();
    },
  };
}
