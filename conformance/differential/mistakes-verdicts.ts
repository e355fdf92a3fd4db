import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkSchema } from "@orthrus/engine";
import { compilePolicies, createConditionEnvironment, diagnosticsOf } from "@orthrus/policy";
import { type NamedText, referenceBinary } from "./reference-server.ts";

/** What is wrong with a repository; nothing when it is accepted. */
export type Verdict = readonly string[];

const environment = createConditionEnvironment();

/** Asks Orthrus about one repository. */
export function orthrusVerdict(files: readonly NamedText[]): Verdict {
  const compilation = compilePolicies(files, { checkSchema, environment });
  return diagnosticsOf(compilation).map(({ file, message }) => `${file}: ${message}`);
}

/**
 * Asks the reference about many repositories at once. A problem of one file or name is a problem of the repository
 * whose name it carries. Where it finds problems in files as a set it compiles nothing, so it is asked again without
 * the repositories that have some.
 */
export async function referenceVerdicts(
  repositories: ReadonlyMap<string, readonly NamedText[]>,
): Promise<ReadonlyMap<string, Verdict>> {
  const read = await problemsBy(repositories);
  const rest = new Map([...repositories].filter(([name]) => !read.has(name)));
  const compiled = rest.size === 0 ? new Map<string, Verdict>() : await problemsBy(rest);
  return new Map([...repositories.keys()].map((name) => [name, read.get(name) ?? compiled.get(name) ?? []]));
}

/** Asks about one repository, without whatever others do to it in one folder. */
export async function referenceVerdict(name: string, files: readonly NamedText[]): Promise<Verdict> {
  return (await referenceVerdicts(new Map([[name, files]]))).get(name) ?? [];
}

async function problemsBy(
  repositories: ReadonlyMap<string, readonly NamedText[]>,
): Promise<ReadonlyMap<string, Verdict>> {
  const found = new Map<string, string[]>();
  for (const problem of problemsIn(await compile([...repositories.values()].flat()))) {
    const name = ownerOf(problem, repositories);
    found.set(name, [...(found.get(name) ?? []), problem]);
  }
  return found;
}

function ownerOf(problem: string, repositories: ReadonlyMap<string, readonly NamedText[]>): string {
  const file = /"(?:importing_)?file":"(\w+)\//.exec(problem)?.[1];
  const named = [file, ...(problem.match(/case\d+z\d+/g) ?? [])].find((name) => repositories.has(name ?? ""));
  if (named !== undefined) return named;
  // A name with a typo in it stands in the files of one repository only.
  const word = /"missing_policy":"\w+\.([^"]*)\.v/.exec(problem)?.[1] ?? problem;
  const owners = [...repositories].filter(([, files]) => files.some(({ text }) => text.includes(word)));
  const [owner] = owners;
  if (owner === undefined) throw new Error(`whose problem is this? ${problem}`);
  return owner[0];
}

function problemsIn(output: string): readonly string[] {
  if (output.trim() === "") return [];
  const { lintErrors = {}, compileErrors = {} } = JSON.parse(output) as Readonly<
    Record<"lintErrors" | "compileErrors", Readonly<Record<string, readonly unknown[]>> | undefined>
  >;
  // Listed beside other problems, but none itself.
  const { disabled_defs: _, ...problems } = lintErrors;
  return [...Object.values(problems).flat(), ...(compileErrors.errors ?? [])].map((problem) =>
    JSON.stringify(problem),
  );
}

async function compile(files: readonly NamedText[]): Promise<string> {
  const binary = referenceBinary();
  if ("missing" in binary) throw new Error(binary.missing);
  const folder = await mkdtemp(join(tmpdir(), "orthrus-mistakes-"));
  try {
    for (const { path, text } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await run(binary.path, ["compile", "--skip-tests", "--output=json", folder]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// Exit code 3 tells that there is a report; anything else but 0 is a failure of the binary.
function run(command: string, commandArguments: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, [...commandArguments], { maxBuffer: 2 ** 28 }, (failure, output, errors) => {
      if (failure === null || failure.code === 3) resolve(output);
      else reject(new Error(`the reference failed: ${errors.slice(0, 2_000)}`));
    });
  });
}
