import {
  BUILT_IN,
  type Config,
  type ConfigNode,
  decodeConfig,
  formatListenAddress,
  type ListenAddress,
  type Logger,
  loadConfig,
  parseOverrides,
  type RunningServer,
  startServer,
} from "@orthrus/server";
import type { ParsedCommand, ParsedFlags } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError } from "../output/report-error.ts";
import { openLog } from "../serving/open-log.ts";

/** Serves decisions until somebody asks the process to stop. */
export async function runServer({ flags }: ParsedCommand, context: CommandContext): Promise<ExitCode> {
  const overrides = readOverrides(flags, context);
  if (!overrides) return EXIT.failure;
  const { log, close } = openLog("orthrus.server", flags, context);
  try {
    return await serve(flags, overrides, { context, log });
  } finally {
    close();
  }
}

interface Serving {
  readonly context: CommandContext;
  readonly log: Logger;
}

async function serve(
  flags: ParsedFlags,
  overrides: ConfigNode,
  { context, log }: Serving,
): Promise<ExitCode> {
  const { stop, stderr } = context;
  const path = flags.text("config") || undefined;
  log.info(path === undefined ? "Loading default configuration" : `Loading configuration from ${path}`);
  let root: ConfigNode;
  try {
    const { environment, workingDirectory } = context;
    root = loadConfig({ path: path ?? BUILT_IN, overrides, environment, workingDirectory });
  } catch (error) {
    return fail("Failed to load configuration", error, { context, log });
  }
  let server: RunningServer;
  try {
    const config = decodeConfig(root);
    server = await startServer(config, { log, signal: stop });
    greet(config, server, context);
  } catch (error) {
    if (stop.aborted) return EXIT.ok;
    return fail("Failed to start server", error, { context, log });
  }
  await aborted(stop);
  try {
    await server.close();
    return EXIT.ok;
  } catch (error) {
    reportError(stderr, reasonOf(error));
    return EXIT.failure;
  }
}

function readOverrides(flags: ParsedFlags, { stderr }: CommandContext): ConfigNode | undefined {
  const isHub = flags.text("hub.deployment-id") ?? flags.text("hub.playground-id");
  try {
    return parseOverrides([...flags.list("set"), ...(isHub === undefined ? [] : ["storage.driver=hub"])]);
  } catch (error) {
    reportError(stderr, reasonOf(error));
    return undefined;
  }
}

function greet({ orthrus }: Config, server: RunningServer, { stdout }: CommandContext): void {
  if (orthrus.startMessage !== "") stdout.write(`\n${orthrus.startMessage.trimEnd()}\n\n`);
  else if (stdout.isTTY) stdout.write(`\n${invitation(server)}\n\n`);
}

function invitation({ httpAddress, grpcAddress, isSecure }: RunningServer): string {
  const health = "_cerbos/health";
  const grpc = `gRPC on ${formatListenAddress(reachable(grpcAddress))}`;
  if (httpAddress.kind === "unix") {
    return `Listening on ${formatListenAddress(httpAddress)}, ${grpc}. Try:\n  curl --unix-socket ${httpAddress.path} http://localhost/${health}`;
  }
  const address = `${isSecure ? "https" : "http"}://${formatListenAddress(reachable(httpAddress))}`;
  return `Listening on ${address}, ${grpc}. Try:\n  curl ${address}/${health}`;
}

/** Nobody can call "every interface". */
function reachable(address: ListenAddress): ListenAddress {
  if (address.kind === "unix") return address;
  const isAny = address.host === "" || address.host === "::" || address.host === "0.0.0.0";
  return isAny ? { ...address, host: "localhost" } : address;
}

function fail(what: string, error: unknown, { context, log }: Serving): ExitCode {
  log.error(what, { error: reasonOf(error) });
  reportError(context.stderr, reasonOf(error));
  return EXIT.failure;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
