import { resolve } from "node:path";
import {
  createPdp,
  type Explanation,
  type PdpOptions,
  PolicyError,
  renderExplanation,
  type SchemaEnforcement,
} from "@orthrus/engine";
import type { SourceFile } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand, ParsedFlags } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { wantsColour } from "../output/painter.ts";
import { printJson } from "../output/print-json.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError } from "../output/report-error.ts";
import { readTestFiles } from "../suites/read-test-files.ts";
import { type RequestSource, readGlobalsFlag, readRequest, UnreadableRequest } from "./explain-request.ts";

/** Explains decisions about a request from the policies of a directory. */
export async function runExplain(
  { positional, flags }: ParsedCommand,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr, workingDirectory } = context;
  const directory = resolve(workingDirectory, positional[0] ?? "");
  try {
    const { files } = await diskStore(directory).read();
    const testFiles = await readTestFiles(directory);
    const explanations = await explain(files, { flags, workingDirectory, testFiles });
    stdout.write(reportOf(explanations, flags, context));
    return EXIT.ok;
  } catch (error) {
    reportError(stderr, failureText(error, directory));
    return error instanceof PolicyError ? EXIT.invalidPolicies : EXIT.failure;
  }
}

async function explain(files: readonly SourceFile[], source: RequestSource): Promise<readonly Explanation[]> {
  const request = await readRequest(source);
  const now = source.flags.text("now");
  const options: PdpOptions = {
    globals: await readGlobalsFlag(source),
    schemaEnforcement: enforcementOf(source.flags),
    lenientScopeSearch: source.flags.isOn("lenient-scope-search"),
    strictEvaluation: source.flags.isOn("strict-evaluation"),
    ...(now === undefined ? {} : { now: () => new Date(now) }),
  };
  const decision = createPdp({ policies: files, ...options }).check(request);
  return request.actions.map((action) => decision.explain(action));
}

function enforcementOf(flags: ParsedFlags): SchemaEnforcement {
  const text = flags.text("schema-enforcement");
  return text === "warn" || text === "reject" ? text : "none";
}

function reportOf(
  explanations: readonly Explanation[],
  flags: ParsedFlags,
  { stdout, environment }: CommandContext,
): string {
  if (flags.text("output") === "json") return printJson({ explanations } as unknown as JsonObject);
  const level = flags.text("color") ?? "auto";
  const colour = wantsColour({ level, isOff: flags.isOn("no-color"), environment }, stdout);
  return explanations.map((explanation) => renderExplanation(explanation, { colour })).join("\n");
}

/** A wrong request is a `TypeError` that names the member. */
function failureText(error: unknown, directory: string): string {
  if (error instanceof PolicyError) return `failed to compile: ${error.message}`;
  if (error instanceof UnreadableRequest || error instanceof TypeError)
    return `cannot explain: ${error.message}`;
  return `failed to load policy repository at ${JSON.stringify(directory)}: ${reasonOf(error)}`;
}
