import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ORTHRUS_VERSION } from "@orthrus/protocol";
import { afterAll, expect, test } from "vitest";
import { type Ran, ran, type Setting } from "./testdata/ran.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-cli-"));
afterAll(() => rmSync(root, { recursive: true }));

const POLICY = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  rules:
    - actions: ["view"]
      effect: EFFECT_ALLOW
      roles: ["user"]
`;
const WITH_CONDITION = (expression: string): string =>
  `${POLICY}      condition: { match: { expr: ${JSON.stringify(expression)} } }\n`;
const WITH_SCHEMA = POLICY.replace(
  "  rules:",
  '  schemas: { resourceSchema: { ref: "cerbos:///none.json" } }\n  rules:',
);

// biome-ignore format: one row per folder
const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  good:       { "policy.yaml": POLICY },
  lint:       { "policy.yaml": POLICY.replace("rules:", "rulez:") },
  wrong:      { "policy.yaml": WITH_CONDITION("1 <") },
  schemaless: { "policy.yaml": WITH_SCHEMA },
  tested:     { "policy.yaml": POLICY, "policy_test.yaml": "name: Suite" },
  hidden:     { "policy.yaml": POLICY, ".hidden.yaml": "junk: true", "testdata/x.yaml": "junk: true", "notes.txt": "hello" },
  policies:   { "policy.yaml": POLICY },
};
for (const [folder, files] of Object.entries(FOLDERS)) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

mkdirSync(join(root, "dangling"));
writeFileSync(join(root, "dangling/policy.yaml"), POLICY);
symlinkSync("nowhere.yaml", join(root, "dangling/dead.yaml"));
mkdirSync(join(root, "nested/x/_schemas"), { recursive: true });
execFileSync("tar", ["-czf", "good.tgz", "-C", "good", "."], { cwd: root });
execFileSync("tar", ["-cf", "wrong.tar", "-C", "wrong", "."], { cwd: root });

function run(words: readonly string[], setting: Omit<Setting, "workingDirectory"> = {}): Promise<Ran> {
  return ran(words, { workingDirectory: root, ...setting });
}

test.each([
  [["compile", "good", "--skip-tests"], 0, ""],
  [["compile", "good", "--skip-tests", "--output=json"], 0, ""],
  [["compile", "hidden", "--skip-tests"], 0, ""],
  [["compile", "good.tgz"], 0, "Test results\n\n0 tests executed\n"],
  [["compile", "good"], 0, "Test results\n\n0 tests executed\n"],
  [["compile", "good", "-o", "list"], 0, "Test results\n\n0 tests executed\n"],
  [["compile", "good", "-o", "json"], 0, '{\n  "summary": {}\n}\n'],
  [
    ["compile", "good", "--test-output=junit"],
    0,
    '<testsuites errors="0" failures="0" skipped="0" tests="0"></testsuites>\n',
  ],
  [["compile", "tested", "--skip-tests"], 0, ""],
  [["compile", "schemaless", "--skip-tests", "--ignore-schemas"], 0, ""],
])("orthrus %j succeeds and prints %s%j", async (words, code, stdout) => {
  expect(await run(words)).toEqual({ code, stdout, stderr: "" });
});

test.each([
  [
    ["compile", "nowhere"],
    1,
    /^orthrus: error: failed to load policy repository at ".*nowhere": policy folder .* does not exist/,
  ],
  [
    ["compile", "good/policy.yaml"],
    1,
    /^orthrus: error: failed to load policy repository at ".*policy.yaml": policy folder .* is not a folder/,
  ],
  [["compile", "lint"], 3, /^orthrus: error: failed to compile\n$/],
  [["compile", "wrong"], 3, /^orthrus: error: failed to compile\n$/],
  [["compile", "schemaless"], 3, /^orthrus: error: failed to compile\n$/],
  [
    ["server", "--set=foo"],
    1,
    /^orthrus: error: failed to parse config override \[foo\]: key "foo" has no value\n$/,
  ],
  [
    [],
    80,
    /^orthrus: error: expected one of "compile", "compile-store", "explain", "identity", "server", "healthcheck", "run", "repl"\n$/,
  ],
  [["compile"], 80, /^orthrus: error: expected "<dir>"\n$/],
  [["compile", "good", "--what"], 80, /^orthrus: error: unknown flag --what\n$/],
  [
    ["compile", "good", "--output=wat"],
    80,
    /^orthrus: error: --output must be one of "tree","list","json" but got "wat"\n$/,
  ],
  [
    ["compile", "good", "-o", "junit"],
    80,
    /^orthrus: error: --output must be one of "tree","list","json" but got "junit", did you mean --test-output=junit\?\n$/,
  ],
  [
    ["compile", "good", "--test-output=wat"],
    80,
    /^orthrus: error: --test-output: valid options are tree, list, json or junit\n$/,
  ],
  [
    ["compile", "good", "--color=wat"],
    80,
    /^orthrus: error: --color: invalid value for output color level: "wat"\n$/,
  ],
  [
    ["server", "--log-level=wat"],
    80,
    /^orthrus: error: --log-level must be one of "debug","info","warn","error" but got "wat"\n$/,
  ],
  [["frob"], 80, /^orthrus: error: unexpected argument frob\n$/],
])("orthrus %j fails with exit code %d and says %s", async (words, code, stderr) => {
  expect(await run(words)).toMatchObject({ code, stderr: expect.stringMatching(stderr) });
});

test.each([
  [
    "dangling",
    "Load failures\ndead.yaml failed to open dead.yaml: open dead.yaml: no such file or directory\n\n",
  ],
  [
    "nested",
    "Load failures\nx/_schemas _schemas directory must be under the root of the storage directory\n  hint: move its files to `_schemas` of the root\n\n\n",
  ],
])("what cannot be loaded from %s is reported as such", async (folder, stdout) => {
  expect(await run(["compile", folder])).toEqual({
    code: 3,
    stdout,
    stderr: "orthrus: error: failed to compile\n",
  });
});

test("the policies of an archive are checked like those of a folder", async () => {
  expect(await run(["compile", "wrong.tar"])).toEqual(await run(["compile", "wrong"]));
});

test("a usage error shows the help of the command on standard output", async () => {
  const usage = await run(["compile"]);
  const help = await run(["compile", "--help"]);
  expect([help.code, help.stdout.includes("--skip-tests"), usage.stdout]).toEqual([
    0,
    true,
    `${help.stdout}\n`,
  ]);
});

test.each([
  [
    "tree",
    /^Load failures\npolicy\.yaml:5:3 unknown field "rulez"\n[\s\S]*\n> {2}5 \| {3}rulez:\n[\s\S]*\n\n\n$/,
  ],
  ["list", /^Load failures\npolicy\.yaml:5:3 unknown field "rulez"\n/],
  ["json", /^\{\n {2}"lintErrors": \{\n {4}"load_failures": \[\n {6}\{\n {8}"file": "policy\.yaml"/],
])("problems of files are reported as %s", async (format, stdout) => {
  expect((await run(["compile", "lint", "-o", format])).stdout).toMatch(stdout);
});

test.each([
  ["tree", /^Compilation errors\npolicy\.yaml:9:\d+ Invalid expression `1 <`: \[.*\] <invalid expression>\n/],
  ["json", /"error": "invalid expression",\n {8}"description": "Invalid expression `1 \\u003c`/],
])("problems of expressions are reported as %s", async (format, stdout) => {
  expect((await run(["compile", "wrong", "-o", format])).stdout).toMatch(stdout);
});

test.each([
  [["--config=nowhere.yaml"], "Failed to load configuration", /failed to stat nowhere\.yaml/],
  [["--set=storage.driver=floppy"], "Failed to start server", /unknown storage driver \[floppy\]/],
  [
    ["--set=server.foo=1"],
    "Failed to start server",
    /--set: field foo not found in type server\.Conf; known here: httpListenAddr/,
  ],
  [["--hub.deployment-id=x"], "Failed to start server", /storage driver \[hub\] is not available/],
  [
    ["--set=storage.disk.directory=wrong"],
    "Failed to start server",
    /policy\.yaml:9:\d+: Invalid expression/,
  ],
])("a server that cannot start with %j logs «%s» and exits with 1", async (flags, message, reason) => {
  const absolute = flags.map((flag) => flag.replace("=wrong", `=${join(root, "wrong")}`));
  const { code, stderr } = await run(["server", ...absolute]);
  const [line = "", ...rest] = stderr.split("\n");
  expect([code, JSON.parse(line), rest.join("\n")]).toEqual([
    1,
    expect.objectContaining({ "log.level": "error", message, error: expect.stringMatching(reason) }),
    expect.stringMatching(/^orthrus: error: /),
  ]);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

async function serve(flags: readonly string[], environment = {}): Promise<Ran & { readonly health: number }> {
  const port = await freePort();
  const stop = new AbortController();
  let health = 0;
  const words = [
    "server",
    `--set=server.httpListenAddr=127.0.0.1:${port},server.grpcListenAddr=127.0.0.1:0`,
    ...flags,
  ];
  const ended = run(words, { environment, stop: stop.signal });
  for (let waited = 0; health === 0 && waited < 10_000; waited += 50) {
    health = await fetch(`http://127.0.0.1:${port}/_cerbos/health`).then(
      (response) => response.status,
      () => 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  stop.abort();
  return { ...(await ended), health };
}

test("a server without configuration serves ./policies until it is asked to stop", async () => {
  const { code, stdout, stderr, health } = await serve([]);
  const messages = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).message);
  expect({ code, stderr, health }).toEqual({ code: 0, stderr: "", health: 200 });
  expect([messages[0], messages.at(-1)]).toEqual(["Loading default configuration", "Shutdown complete"]);
});

test("the log level of the environment wins over the flag", async () => {
  const { stdout, health } = await serve(["--log-level=debug"], { CERBOS_LOG_LEVEL: "ERROR" });
  expect({ stdout, health }).toEqual({ stdout: "", health: 200 });
});

test("the configuration of the environment is used, and its start message printed", async () => {
  const path = join(root, "config.yaml");
  writeFileSync(
    path,
    `storage: {driver: disk, disk: {directory: ${root}/good}}\northrus: {startMessage: "Try this:\\n  curl x"}`,
  );
  const { stdout } = await serve(["--log-level=error"], { CERBOS_CONFIG: path });
  expect(stdout).toBe("\nTry this:\n  curl x\n\n");
});

test("the version is that of the package", async () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const { stdout, code } = await run(["--version"]);
  expect([ORTHRUS_VERSION, stdout.split("\n")[0], code]).toEqual([manifest.version, manifest.version, 0]);
});
