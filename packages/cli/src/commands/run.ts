import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  BUILT_IN,
  type Config,
  type ConfigNode,
  decodeConfig,
  type Logger,
  loadConfig,
  parseGoDuration,
  parseOverrides,
  type RunningServer,
} from "@orthrus/server";
import type { ParsedCommand, ParsedFlags } from "../command-line/command.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { type CommandContext, EXIT } from "../context.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError } from "../output/report-error.ts";
import { openLog } from "../serving/open-log.ts";
import { runChild } from "../serving/run-child.ts";
import { serverVariables } from "../serving/server-variables.ts";
import { startWithin } from "../serving/start-within.ts";
import { runSpec } from "./run-spec.ts";

const START_TIMEOUT_MS = 30_000;
const LOOPBACK = ["server.httpListenAddr=127.0.0.1:3592", "server.grpcListenAddr=127.0.0.1:3593"];
const FOLDER_MODE = 0o744;

/** Runs a command with a decision point beside it. Comes back with the command's exit code. */
export async function runRun({ positional, flags }: ParsedCommand, context: CommandContext): Promise<number> {
  const path = configPath(flags, context);
  let overrides: ConfigNode;
  try {
    overrides = parseOverrides([...(path === BUILT_IN ? LOOPBACK : []), ...flags.list("set")]);
  } catch (error) {
    reportError(context.stderr, reasonOf(error));
    return EXIT.failure;
  }
  const { log, close } = openLog("orthrus.run", flags, context);
  try {
    const { config, server } = await start({ path, overrides, flags }, context, log);
    try {
      const environment = { ...context.environment, ...serverVariables(config.server, server) };
      return await runChild(positional, { ...context, environment }, log);
    } finally {
      await server.close();
    }
  } catch (error) {
    const message = `error starting the decision point: ${reasonOf(error)}`;
    log.error("Failed to start the PDP", { error: message });
    reportError(context.stderr, message);
    return EXIT.failure;
  } finally {
    close();
  }
}

function configPath(flags: ParsedFlags, { workingDirectory }: CommandContext): string {
  const given = flags.text("config");
  if (given !== undefined && !existsSync(resolve(workingDirectory, given))) {
    throw new UsageError(`--config: stat ${given}: no such file or directory`, runSpec);
  }
  const usual = join(workingDirectory, ".cerbos.yaml");
  return given ?? (existsSync(usual) ? usual : BUILT_IN);
}

interface StartOptions {
  readonly path: string;
  readonly overrides: ConfigNode;
  readonly flags: ParsedFlags;
}

interface Started {
  readonly config: Config;
  readonly server: RunningServer;
}

async function start(
  { path, overrides, flags }: StartOptions,
  { environment, workingDirectory, stop }: CommandContext,
  log: Logger,
): Promise<Started> {
  const config = decodeConfig(loadConfig({ path, overrides, environment, workingDirectory }));
  const policies = join(workingDirectory, "policies");
  // Without a configuration there may be no policies yet: the command may write them, and changes are followed.
  if (path === BUILT_IN && config.storage.directory === policies) {
    mkdirSync(policies, { recursive: true, mode: FOLDER_MODE });
  }
  const timeoutMs = parseGoDuration(flags.text("timeout") ?? "") ?? START_TIMEOUT_MS;
  const server = await startWithin(timeoutMs, config, { log: log.named("orthrus.server"), signal: stop });
  return { config, server };
}
