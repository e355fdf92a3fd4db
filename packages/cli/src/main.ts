import { loadPatternMachine } from "@orthrus/cel";
import { EXIT } from "./context.ts";
import { reportError } from "./output/report-error.ts";
import { runCommandLine } from "./run-command-line.ts";
import { optimizeLate } from "./start/optimize-late.ts";

if (process.argv[2] === "compile") optimizeLate();

const stop = new AbortController();

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait.
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
  });
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that went away must not take a server with it.
    if (error.code === "EPIPE") return;
    if (stream === process.stdout) reportError(process.stderr, `cannot write the output: ${error.message}`);
    process.exit(EXIT.failure);
  });
}

// A bundle has no packages beside it to load the machine from when a pattern needs it.
await loadPatternMachine();

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  get stdin() {
    return process.stdin;
  },
  environment: process.env,
  workingDirectory: process.cwd(),
  stop: stop.signal,
  onDebugRequest(listener) {
    process.on("SIGUSR1", listener);
    return () => process.off("SIGUSR1", listener);
  },
});
