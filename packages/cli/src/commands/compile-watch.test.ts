import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, test } from "vitest";
import { ran } from "../testdata/ran.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "orthrus-watch-"));
afterAll(() => rmSync(root, { recursive: true }));

function policy(kind: string, condition = "R.attr.open", imports = "[]"): string {
  return `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: ${kind}
  version: default
  importDerivedRoles: ${imports}
  rules:
    - {actions: [view], effect: EFFECT_ALLOW, ${imports === "[]" ? "roles" : "derivedRoles"}: [user], condition: {match: {expr: ${condition}}}}
`;
}

const ROLES = `apiVersion: api.cerbos.dev/v1
derivedRoles: {name: common, definitions: [{name: user, parentRoles: [user]}]}
`;

function suite(kind: string): string {
  return `name: ${kind}s
tests:
  - name: T
    input: {principals: [ada], resources: [${kind}], actions: [view]}
    expected: [{principal: ada, resource: ${kind}, actions: {view: EFFECT_ALLOW}}]
`;
}

const FIXTURES = {
  "testdata/principals.yaml": "principals: {ada: {id: ada, roles: [user]}}",
  "testdata/resources.yaml": `resources:
  album: {kind: album, id: "1", attr: {open: true}}
  photo: {kind: photo, id: "1", attr: {open: true}}
`,
};

const FILES = {
  "album.yaml": policy("album"),
  "photo.yaml": policy("photo", "R.attr.open", "[common]"),
  "common.yaml": ROLES,
  "album_test.yaml": suite("album"),
  "photo_test.yaml": suite("photo"),
  ...FIXTURES,
};

mkdirSync(join(root, "policies"));
let folders = 0;

/** A folder of its own, because tests change it. */
function folderWith(files: Readonly<Record<string, string>>): string {
  folders += 1;
  const folder = join(root, String(folders));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

let child: ChildProcessWithoutNullStreams | undefined;
afterEach(() => child?.kill("SIGKILL"));

interface Watching {
  /** Does something, and gives what is printed from then on until a line that contains the text. */
  after(step: () => void, text: string): Promise<string>;
  /** Exit code after Ctrl-C. */
  interrupt(): Promise<number | null>;
}

function watching(folder: string, ...words: readonly string[]): Watching {
  const args = ["--conditions=@orthrus/source", "--import", import.meta.resolve("tsx"), main];
  const started = spawn(process.execPath, [...args, "compile", "--watch", ...words, folder], { cwd: root });
  child = started;
  let output = "";
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const exited = new Promise<number | null>((resolve) => started.once("close", resolve));
  return {
    async after(step, text) {
      const from = output.length;
      step();
      for (let waited = 0; !new RegExp(`${text}.*\\n`).test(output.slice(from)); waited += 20) {
        if (waited > 20_000 || started.exitCode !== null) {
          throw new Error(`«${text}» was not printed: ${output.slice(from)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      // Both streams of one step are there when the second one is.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return output.slice(from);
    },
    interrupt() {
      started.kill("SIGINT");
      return exited;
    },
  };
}

const NOTHING = (): void => undefined;
const STARTED = "watching for changes";

test("a change of a policy runs the suites that it can matter to, and Ctrl-C ends with how things stand", async () => {
  const folder = folderWith(FILES);
  const { after, interrupt } = watching(folder);
  const started = await after(NOTHING, STARTED);
  const failing = await after(
    () => writeFileSync(join(folder, "album.yaml"), policy("album", "'!R.attr.open'")),
    "tests failed",
  );
  const other = await after(
    () => writeFileSync(join(folder, "common.yaml"), `${ROLES}# more\n`),
    "still failing",
  );
  expect([started, failing, other]).toEqual([
    expect.stringContaining("2 tests executed [2 OK]\n"),
    expect.stringMatching(
      /note: album\.yaml changed\n(?=.*running 1 of 2 suites\n)(?=.*1 tests executed \[1 FAILED\])/s,
    ),
    expect.stringMatching(
      /note: common\.yaml changed\n(?=.*running 1 of 2 suites\n)(?=.*photo_test.yaml)(?=.*not run, and still failing: album_test\.yaml\n)/s,
    ),
  ]);
  expect(await interrupt()).toBe(4);
}, 60_000);

test("broken policies, suites and folders are reported, and watching goes on", async () => {
  const folder = folderWith(FILES);
  const away = `${folder}-away`;
  const { after, interrupt } = watching(folder);
  await after(NOTHING, STARTED);
  const broken = await after(
    () => writeFileSync(join(folder, "album.yaml"), "apiVersion: none"),
    "failed to compile",
  );
  const mended = await after(
    () => writeFileSync(join(folder, "album.yaml"), policy("album", "R.id == '1'")),
    "executed",
  );
  const suites = await after(
    () => writeFileSync(join(folder, "photo_test.yaml"), "name: Photos"),
    "tests failed",
  );
  const lost = await after(() => renameSync(folder, away), "failed to load policy repository");
  const back = await after(() => renameSync(away, folder), "tests failed");
  const text = readFileSync(join(folder, "photo_test.yaml"), "utf8");
  const removed = await after(() => rmSync(join(folder, "photo_test.yaml")), "running none of 1 suites");
  expect([broken, mended, suites, lost, back, text, removed]).toEqual([
    expect.stringMatching(/album\.yaml changed\n(?=.*album\.yaml:1:)/s),
    expect.stringMatching(/(?=.*running 1 of 2 suites\n)(?=.*1 tests executed \[1 OK\])/s),
    expect.stringMatching(/photo_test\.yaml changed\n(?=.*running 1 of 2 suites\n)/s),
    expect.stringContaining("does not exist"),
    expect.stringContaining("1 tests executed [1 OK]"),
    "name: Photos",
    expect.stringContaining("photo_test.yaml changed"),
  ]);
  expect(await interrupt()).toBe(0);
}, 60_000);

test("that policies compile again is said, and what is known of their tests", async () => {
  const folder = folderWith(FILES);
  const { after, interrupt } = watching(folder);
  await after(NOTHING, STARTED);
  await after(() => writeFileSync(join(folder, "album.yaml"), "apiVersion: none"), "failed to compile");
  const restored = await after(
    () => writeFileSync(join(folder, "album.yaml"), FILES["album.yaml"]),
    "earlier results stand",
  );
  expect(restored).toBe(
    [
      "album.yaml changed",
      "the policies compile again",
      "running none of 2 suites",
      "earlier results stand: 2 tests executed, none failed",
      "",
    ]
      .join("\n")
      .replace(/^(?=.)/gm, "orthrus: note: "),
  );
  expect(await interrupt()).toBe(0);
}, 60_000);

test("tests elsewhere are watched too, and every run is a report in JSON with coverage of all tests", async () => {
  const { "album.yaml": album, "photo.yaml": photo, "common.yaml": common, ...tests } = FILES;
  const folder = folderWith({ "album.yaml": album, "photo.yaml": photo, "common.yaml": common });
  const elsewhere = folderWith(tests);
  const { after, interrupt } = watching(folder, `--tests=${elsewhere}`, "-o", "json", "--coverage");
  await after(NOTHING, STARTED);
  const changed = FIXTURES["testdata/resources.yaml"].replace("{open: true}", "{open: false}");
  const report = await after(
    () => writeFileSync(join(elsewhere, "testdata/resources.yaml"), changed),
    "tests failed",
  );
  const { summary, coverage } = JSON.parse(report.slice(report.indexOf("{"), report.lastIndexOf("}") + 1));
  expect([report, summary.testsCount, coverage.totals.conditions]).toEqual([
    expect.stringMatching(/testdata\/resources\.yaml changed\n.*running 2 of 2 suites\n/s),
    2,
    { covered: 0, total: 2 },
  ]);
  expect(await interrupt()).toBe(4);
}, 60_000);

// biome-ignore format: one row per command
test.each([
  [["nowhere"],                            "failed to load policy repository"],
  [["policies.zip"],                       "archives are not watched: give `--watch` a folder"],
  [["policies", "--test-filter=foo"],             "invalid test filter"],
  [["policies", "--tests=nowhere"],               "failed to run tests"],
])("there is nothing to watch for %j", async (words, message) => {
  const { code, stderr } = await ran(["compile", "--watch", ...words], { workingDirectory: root });
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});
