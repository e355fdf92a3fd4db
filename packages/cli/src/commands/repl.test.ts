import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { CommandContext } from "../context.ts";
import { runCommandLine } from "../run-command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "orthrus-repl-"));
afterAll(() => rmSync(folder, { recursive: true }));

const surroundings: Omit<CommandContext, "stdout" | "stderr"> = {
  environment: { XDG_DATA_HOME: folder },
  workingDirectory: fileURLToPath(new URL("../repl/testdata", import.meta.url)),
  stop: new AbortController().signal,
  onDebugRequest: () => () => undefined,
};

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  words: readonly string[],
  input: string,
  context: Partial<CommandContext> = {},
): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const append = (stream: keyof typeof written, text: string): void => {
    written[stream] += text;
  };
  const code = await runCommandLine(["repl", ...words], {
    ...surroundings,
    stdin: Readable.from([input]),
    stdout: { write: (text) => append("stdout", text) },
    stderr: { write: (text) => append("stderr", text) },
    ...context,
  });
  return { code, ...written };
}

// biome-ignore format: one row per script
test.each([
  ["piped lines run with banner and prompts",          [],    "1 +\\\n 1\n:quit\n5\n",  "Orthrus REPL\n\nType :help to get help\n\n-> > _ = 2\n\n-> "],
  ["the end of input is an end, with or without a line break", [], "1 + 1",          "Orthrus REPL\n\nType :help to get help\n\n-> _ = 2\n\n-> "],
  ["a dash prints results only",                       ["-"], "1\n\n(2\n)\nfoo\n",      "_ = 1\n\n_ = 2\n\nERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^\n\n"],
  ["files are found from the working directory",       ["-"], ":load limits.yaml\n",   "Loaded export_constants.limits\n\n"],
  ["a file that is not there is no end",               ["-"], ":load no.yaml\n1",      "Error: Failed to process input\n failed to open policy file at no.yaml: open no.yaml: no such file or directory\n\n_ = 1\n\n"],
  ["a folder is no policy",                            ["-"], ":load .",               "Error: Failed to process input\n failed to open policy file at .: read .: is a directory\n\n"],
])("%s", async (_statement, words, input, stdout) => {
  expect(await run(words, input)).toEqual({ code: 0, stdout, stderr: "" });
});

test("a script by name is refused, with the way to run it", async () => {
  expect(await run(["a.txt"], "")).toEqual({
    code: 1,
    stdout: "",
    stderr: "orthrus: error: a script is read from standard input: orthrus repl - < a.txt\n",
  });
});

test("without standard input there is nothing to run", async () => {
  const { stdin: _, ...bare } = { ...surroundings, stdin: undefined };
  const written: string[] = [];
  const stdout = { write: (text: string) => void written.push(text) };
  expect(await runCommandLine(["repl", "-"], { ...bare, stdout, stderr: stdout })).toBe(0);
  expect(written).toEqual([]);
});

/** Types into a session as at a keyboard; the answer is what the screen gets. */
async function type(keys: string, words: readonly string[] = []): Promise<string> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = Object.assign(new PassThrough(), { isTTY: true as const, columns: 200 });
  let screen = "";
  stdout.on("data", (chunk) => {
    screen += chunk;
  });
  const ended = run(words, "", { stdin, stdout });
  for (const key of keys) stdin.write(key);
  await ended;
  return screen;
}

test("on a terminal results have colours, and Tab completes", async () => {
  const screen = await type("foo\rtimest\t\x15:qu\t\r");
  expect(screen).toContain("\u001b[31mERROR:\u001b[0m <input>:1:1: undeclared reference to 'foo'");
  expect(screen).toContain("Gtimestamp");
  expect(screen.endsWith("\n")).toBe(true);
});

test("Ctrl+C drops the line and what it belongs to, Ctrl+D leaves", async () => {
  const screen = await type("(1 +\r2\x037\r\x04");
  expect(screen).toContain("^C\n");
  expect(screen).toContain("_ = 7");
});

test("what was typed is kept for the next session, for nobody else to read", async () => {
  const path = join(folder, "deep", "history");
  await type("1 + 1\r:quit\r", [`--history=${path}`]);
  expect(await type("\x1b[A\x1b[A\r:quit\r", [`--history=${path}`])).toContain("_ = 2");
  expect(readFileSync(path, "utf8")).toMatch(/^1 \+ 1\n:quit\n/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("the history is below the data directory when nothing else was asked for", async () => {
  await type("1\r\x04");
  expect(readFileSync(join(folder, "orthrus", ".orthrus_repl_history"), "utf8")).toContain("1\n");
});
