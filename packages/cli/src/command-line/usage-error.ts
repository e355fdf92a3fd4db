import type { CommandSpec } from "./command.ts";

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** The command whose help goes with it; absent when no command was recognised. */
  readonly command: CommandSpec | undefined;

  constructor(message: string, command: CommandSpec | undefined) {
    super(message);
    this.command = command;
  }
}
