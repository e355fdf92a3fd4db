export { type CommandContext, EXIT, type ExitCode, type OutputStream } from "./context.ts";
export { runCommandLine } from "./run-command-line.ts";
