import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommandLine } from "../run-command-line.ts";

/** Files by path; bytes where a file is not text. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** What `orthrus compile` writes about a folder of files, without the last line that says it failed. */
export async function compileFolder(files: Files, flags: readonly string[] = []): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "orthrus-mistakes-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await outputOf(["compile", ".", ...flags], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function outputOf(words: readonly string[], workingDirectory: string): Promise<string> {
  let written = "";
  await runCommandLine(words, {
    stdout: {
      write(text) {
        written += text;
      },
    },
    stderr: { write: () => undefined },
    environment: {},
    workingDirectory,
    stop: new AbortController().signal,
    onDebugRequest: () => () => undefined,
  });
  return written;
}

/** The lines of a report that say where and what, and what to do next; without headings and excerpts. */
export function gistOf(report: string): readonly string[] {
  return report.split("\n").filter((line) => /^[^\s>]\S*[/.]\S* |^ {2}hint:/.test(line));
}
