import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NamedText, referenceBinary } from "../differential/reference-server.ts";

/** What is wrong with expressions that do not compile: messages by the text of the expression. */
export type Verdicts = ReadonlyMap<string, string>;

/** Asks the compiler of the reference which expressions of the policies it refuses. */
export async function referenceVerdicts(policies: readonly NamedText[]): Promise<Verdicts> {
  const binary = referenceBinary();
  if ("missing" in binary) throw new Error(binary.missing);
  const folder = await mkdtemp(join(tmpdir(), "orthrus-expressions-"));
  try {
    for (const { path, text } of policies) await writeFile(join(folder, path), text);
    return readReport(await run(binary.path, ["compile", "--skip-tests", "--output=json", folder]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// Exit codes other than 0 tell that there is a report.
function run(command: string, commandArguments: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, [...commandArguments], { maxBuffer: 2 ** 28 }, (_failure, output) => resolve(output));
  });
}

function readReport(output: string): Verdicts {
  if (output.trim() === "") return new Map();
  const report: {
    readonly compileErrors?: { readonly errors: readonly { readonly description: string }[] };
  } = JSON.parse(output);
  if (report.compileErrors === undefined)
    throw new Error(`the reference did not compile: ${output.slice(0, 2000)}`);
  return verdictsOf(report.compileErrors.errors.map(({ description }) => description));
}

/** Reads verdicts from the descriptions of compile errors; names of variables are no part of an expression. */
export function verdictsOf(descriptions: readonly string[]): Verdicts {
  return new Map(
    descriptions.flatMap((description) => {
      if (/^Undefined (variable|constant) /.test(description)) return [];
      const [, expression, messages] = /^Invalid expression `(.*)`: \[(.*)\]$/s.exec(description) ?? [];
      if (expression === undefined || messages === undefined)
        throw new Error(`unexpected error: ${description}`);
      return [[expression, messages] as const];
    }),
  );
}
