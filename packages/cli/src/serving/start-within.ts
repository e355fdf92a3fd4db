import { type Config, type RunningServer, type ServerOptions, startServer } from "@orthrus/server";

/**
 * Starts a server that has to answer within a time.
 *
 * Throws: `StartError`, and an `Error` when the time is over; a server that starts later is closed again.
 */
export async function startWithin(
  timeoutMs: number,
  config: Config,
  { log, signal }: Required<ServerOptions>,
): Promise<RunningServer> {
  const expiry = new AbortController();
  const starting = startServer(config, { log, signal: AbortSignal.any([signal, expiry.signal]) });
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      expiry.abort();
      starting.then(
        (server) => server.close(),
        () => {},
      );
      reject(new Error(`it was not ready within ${timeoutMs} ms; raise --timeout`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([starting, expired]);
  } finally {
    clearTimeout(timer);
  }
}
