import type { LineSink } from "./line-sink.ts";

/** Writes to standard output or standard error, which stays open. */
export function streamSink(stream: NodeJS.WriteStream): LineSink {
  // Writes tell of failures themselves; unheard, the event would end the process.
  const ignore = (): void => undefined;
  stream.on("error", ignore);
  return {
    write: (lines) =>
      new Promise((resolve, reject) => {
        stream.write(lines.join(""), (error) => (error ? reject(error) : resolve()));
      }),
    async close() {
      stream.off("error", ignore);
    },
  };
}
