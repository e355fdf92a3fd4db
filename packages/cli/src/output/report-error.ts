import type { OutputStream } from "../context.ts";

const PREFIX = "orthrus: error: ";

/** Says why a command failed, on the last line of standard error; further lines are indented to the first. */
export function reportError(stderr: OutputStream, message: string): void {
  const indent = " ".repeat(PREFIX.length);
  stderr.write(`${PREFIX}${message.split("\n").join(`\n${indent}`)}\n`);
}

/** Says what is no mistake, and may still be news. */
export function reportNote(stderr: OutputStream, message: string): void {
  stderr.write(`orthrus: note: ${message}\n`);
}
