import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "orthrus-main-"));
mkdirSync(join(folder, "policies"));
writeFileSync(
  join(folder, "config.yaml"),
  `server: {httpListenAddr: "127.0.0.1:0", grpcListenAddr: "127.0.0.1:0"}\nstorage: {driver: disk, disk: {directory: ${folder}/policies}}`,
);
afterAll(() => rmSync(folder, { recursive: true }));

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly output: () => string;
  readonly exited: Promise<number | string | null>;
}

const node = ["--conditions=@orthrus/source", "--import", import.meta.resolve("tsx"), main];

function orthrus(...words: string[]): Running {
  const child = spawn(process.execPath, [...node, ...words], { cwd: folder });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | string | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  return { child, output: () => output, exited };
}

async function logged({ child, output }: Running, text: string): Promise<void> {
  for (let waited = 0; !output().includes(text); waited += 50) {
    if (waited > 20_000 || child.exitCode !== null) throw new Error(`«${text}» was not logged: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("the exit code of a command is that of the process", async () => {
  const running = orthrus("compile");
  expect([await running.exited, running.output()]).toEqual([80, expect.stringContaining('expected "<dir>"')]);
});

test("a reader that goes away changes nothing", async () => {
  const running = orthrus("compile", "--help");
  running.child.stdout.destroy();
  expect([await running.exited, running.output()]).toEqual([0, ""]);
});

const full = "/dev/full";

test.skipIf(!existsSync(full))("output that cannot be written is a failure, and said so", () => {
  const stdout = openSync(full, "w");
  const { status, stderr } = spawnSync(process.execPath, [...node, "compile", "--help"], {
    stdio: ["ignore", stdout, "pipe"],
    encoding: "utf8",
  });
  closeSync(stdout);
  expect([status, stderr]).toEqual([
    1,
    "orthrus: error: cannot write the output: ENOSPC: no space left on device, write\n",
  ]);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s stops a server in order, and SIGUSR1 does not",
  async (signal) => {
    const running = orthrus("server", "--config=config.yaml");
    await logged(running, "Starting HTTP server at 127.0.0.1:");
    running.child.kill("SIGUSR1");
    await new Promise((resolve) => setTimeout(resolve, 200));
    running.child.kill(signal);
    const code = await running.exited;
    const messages = running
      .output()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).message);
    expect([code, messages.slice(-4)]).toEqual([
      0,
      ["Shutting down", "HTTP server stopped", "gRPC server stopped", "Shutdown complete"],
    ]);
  },
);
