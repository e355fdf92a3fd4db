import { type Explanation, explainToken, IdentityError } from "@orthrus/identity";
import type { JsonObject } from "@orthrus/protocol";
import type { ParsedCommand } from "../command-line/command.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { choosePainter } from "../output/painter.ts";
import { printJson } from "../output/print-json.ts";
import { reportError } from "../output/report-error.ts";
import { readIdentityOptions, UnusableOptions } from "./identity-options.ts";
import { tokenReport } from "./identity-report.ts";
import { identitySpec } from "./identity-spec.ts";

/** Explains what becomes of a token. */
export async function runIdentity(command: ParsedCommand, context: CommandContext): Promise<ExitCode> {
  const [word = "", given = ""] = command.positional;
  if (word !== "explain")
    throw new UsageError(`unexpected argument ${word}, expected "explain"`, identitySpec);
  const { flags } = command;
  const { workingDirectory, stdout, stderr } = context;
  try {
    const token = given === "-" ? await readInput(context) : given;
    if (token === "") throw new UnusableOptions("there is no token");
    const notices = new Set<string>();
    const onNotice = (message: string) => void notices.add(message);
    const options = await readIdentityOptions({ flags, workingDirectory, token, onNotice });
    const explanation = await explainToken(token, options);
    stdout.write(reportOf(explanation, [...notices], command, context));
    return exitCode(explanation);
  } catch (error) {
    // A `TypeError`: an option is of another type than the provider expects.
    const isOfOptions = [UnusableOptions, IdentityError, TypeError].some((kind) => error instanceof kind);
    if (!isOfOptions || !(error instanceof Error)) throw error;
    reportError(stderr, `cannot explain: ${error.message}`);
    return EXIT.failure;
  }
}

async function readInput({ stdin }: CommandContext): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin ?? []) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString().trim();
}

/** A token that nobody can judge now is no refused one. */
function exitCode({ outcome }: Explanation): ExitCode {
  if (outcome === "verified") return EXIT.ok;
  return outcome === "unavailable" ? EXIT.failure : EXIT.refusedToken;
}

function reportOf(
  explanation: Explanation,
  notices: readonly string[],
  { flags }: ParsedCommand,
  { stdout, environment }: CommandContext,
): string {
  if (flags.text("output") === "json") return printJson({ ...explanation, notices } as unknown as JsonObject);
  const level = flags.text("color") ?? "auto";
  const painter = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stdout);
  return tokenReport(explanation, notices, painter);
}
