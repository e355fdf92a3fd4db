import { runCommandLine } from "../run-command-line.ts";

/** What came of a command line that was run inside the test. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly workingDirectory: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly stop?: AbortSignal;
}

export async function ran(
  words: readonly string[],
  { workingDirectory, environment = {}, stop = new AbortController().signal }: Setting,
): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written): { write(text: string): void } => ({
    write(text) {
      written[name] += text;
    },
  });
  const code = await runCommandLine(words, {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    environment,
    workingDirectory,
    stop,
    onDebugRequest: () => () => undefined,
  });
  return { code, ...written };
}
