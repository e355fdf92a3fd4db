import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Ran, ran, type Setting } from "../testdata/ran.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-run-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;

function emptyFolder(): string {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  return folder;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

const ANY_PORT = "--set=server.httpListenAddr=127.0.0.1:0,server.grpcListenAddr=127.0.0.1:0";

function runIn(
  workingDirectory: string,
  words: readonly string[],
  setting: Partial<Setting> = {},
): Promise<Ran> {
  return ran(["run", ...words], { workingDirectory, environment: process.env, ...setting });
}

/** A command that writes what it sees into a file and exits with 7. */
function observe(expression: string): readonly string[] {
  const script = `Promise.resolve(${expression}).then((seen) => {
    require("node:fs").writeFileSync("seen.json", JSON.stringify(seen));
    process.exit(7);
  })`;
  return [process.execPath, "-e", script];
}

function seen(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, "seen.json"), "utf8"));
}

function messages({ stdout }: Ran): readonly string[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).message);
}

test("the command sees a server that answers, and its exit code is the result", async () => {
  const folder = emptyFolder();
  const health = 'fetch(process.env.CERBOS_HTTP + "/_cerbos/health").then((r) => r.json())';
  const result = await runIn(folder, [ANY_PORT, "--", ...observe(health)]);
  expect([result.code, seen(folder), result.stderr]).toEqual([7, { status: "SERVING" }, ""]);
  expect(messages(result).slice(-6)).toEqual([
    "Command finished with status 7",
    "Shutting down",
    "HTTP server stopped",
    "gRPC server stopped",
    "Stopped watching directory for changes",
    "Shutdown complete",
  ]);
});

test("without configuration ./policies is made, served and watched", async () => {
  const folder = emptyFolder();
  const result = await runIn(folder, [ANY_PORT, "true"]);
  expect([result.code, existsSync(join(folder, "policies")), messages(result)]).toEqual([
    0,
    true,
    expect.arrayContaining(["Watching directory for changes"]),
  ]);
});

test("the command gets addresses as they are configured, and the rest of the environment", async () => {
  const folder = emptyFolder();
  const port = await freePort();
  mkdirSync(join(folder, "rules"));
  const server = { httpListenAddr: `:${port}`, grpcListenAddr: `unix:${folder}/grpc.sock` };
  const disk = { directory: join(folder, "rules") };
  writeFileSync(join(folder, ".cerbos.yaml"), JSON.stringify({ server, storage: { driver: "disk", disk } }));
  const variables = "[process.env.CERBOS_HTTP, process.env.CERBOS_GRPC, process.env.MINE]";
  const environment = { ...process.env, MINE: "yes" };
  const result = await runIn(folder, ["--", ...observe(variables)], { environment });
  expect([result.code, seen(folder), existsSync(join(folder, "policies"))]).toEqual([
    7,
    [`http://:${port}`, `unix:${folder}/grpc.sock`, "yes"],
    false,
  ]);
});

test("words after the command belong to it, flags included", async () => {
  const folder = emptyFolder();
  const script = 'require("node:fs").writeFileSync("seen.json", JSON.stringify(process.argv.slice(1)))';
  const words = [ANY_PORT, "--log-level=error", process.execPath, "-e", script, "--", "--help", "-x"];
  expect([await runIn(folder, words), seen(folder)]).toEqual([
    { code: 0, stdout: "", stderr: "" },
    ["--help", "-x"],
  ]);
});

test.each([
  ["cannot be found", ["no-such-command"], 127],
  ["cannot be executed", ["/"], 126],
  ["is killed", ["sh", "-c", "kill -9 $$"], 137],
])("a command that %s is a failure", async (_title, command, code) => {
  const result = await runIn(emptyFolder(), [ANY_PORT, "--", ...command]);
  expect([result.code, JSON.parse(result.stderr)]).toEqual([
    code,
    expect.objectContaining({ "log.level": "error", message: "Command execution error" }),
  ]);
});

test("a command is stopped when the process is asked to stop", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 500);
  const result = await runIn(emptyFolder(), [ANY_PORT, "--", "sleep", "60"], { stop: stop.signal });
  expect([result.code, messages(result).at(-1)]).toEqual([143, "Shutdown complete"]);
});

test.each([
  [
    ["--config=nowhere.yaml", "true"],
    80,
    /^orthrus: error: --config: stat nowhere\.yaml: no such file or directory\n$/,
  ],
  [["--timeout=5", "true"], 80, /^orthrus: error: --timeout: expected duration but got "5"/],
  [[], 80, /^orthrus: error: expected "<command> \.\.\."\n$/],
  [["--set=foo", "true"], 1, /^orthrus: error: failed to parse config override \[foo\]/],
  [
    ["--set=storage.driver=foo", "true"],
    1,
    /"message":"Failed to start the PDP".*\northrus: error: error starting the decision point: failed to create store: unknown storage driver \[foo\]; set `storage.driver` to disk\n$/,
  ],
])("orthrus run %j exits with %d", async (words, code, stderr) => {
  const result = await runIn(emptyFolder(), words);
  expect(result).toMatchObject({ code, stderr: expect.stringMatching(stderr) });
});

test("a server that takes too long to start is given up", async () => {
  const keys = { id: "slow", remote: { url: `http://127.0.0.1:${await freePort()}/keys` } };
  const folder = emptyFolder();
  writeFileSync(
    join(folder, ".cerbos.yaml"),
    JSON.stringify({
      server: { httpListenAddr: "127.0.0.1:0", grpcListenAddr: "127.0.0.1:0" },
      storage: { driver: "disk", disk: { directory: folder } },
      auxData: { jwt: { keySets: [keys] } },
    }),
  );
  const { code, stderr } = await runIn(folder, ["--timeout=300ms", "true"]);
  expect([code, stderr]).toEqual([1, expect.stringContaining("not ready within 300 ms")]);
});
