import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseGoDuration } from "@orthrus/server";
import type { ParsedCommand } from "../command-line/command.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { askGrpcHealth } from "../health/ask-grpc-health.ts";
import { askHealth } from "../health/ask-health.ts";
import { findTarget } from "../health/find-target.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError } from "../output/report-error.ts";
import { healthcheckSpec } from "./healthcheck-spec.ts";

/** Asks a running server whether it serves, for whatever watches containers. */
export async function runHealthcheck({ flags }: ParsedCommand, context: CommandContext): Promise<ExitCode> {
  const { stdout, stderr, workingDirectory } = context;
  const caCert = flags.text("ca-cert");
  if (caCert !== undefined && !existsSync(resolve(workingDirectory, caCert))) {
    throw new UsageError(`--ca-cert: stat ${caCert}: no such file or directory`, healthcheckSpec);
  }
  const kind = flags.text("kind")?.toLowerCase() === "http" ? "http" : "grpc";
  const ask = kind === "http" ? askHealth : askGrpcHealth;
  try {
    const timeoutMs = parseGoDuration(flags.text("timeout") ?? "") ?? 0;
    stdout.write(await ask(findTarget(kind, flags, context), Math.max(0, Math.ceil(timeoutMs))));
    return EXIT.ok;
  } catch (error) {
    reportError(stderr, reasonOf(error));
    return EXIT.failure;
  }
}
