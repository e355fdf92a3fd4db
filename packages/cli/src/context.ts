import type { Readable } from "node:stream";

/** What a command may touch of the process it runs in. */
export interface CommandContext {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Empty when absent. Looked at by commands that read it only, so that a child can have it. */
  readonly stdin?: Readable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Aborted when somebody asks the process to stop. */
  readonly stop: AbortSignal;
  /** Calls back when somebody asks for a detailed log for a while. Returns how to stop listening. */
  readonly onDebugRequest: (listener: () => void) => () => void;
}

export interface OutputStream {
  write(text: string): void;
  readonly isTTY?: boolean;
  /** How wide the terminal is. */
  readonly columns?: number;
}

/** What the exit code of a command tells. */
export const EXIT = {
  ok: 0,
  failure: 1,
  invalidPolicies: 3,
  failedTests: 4,
  refusedToken: 5,
  usage: 80,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
