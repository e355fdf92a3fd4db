import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Ran, ran } from "../testdata/ran.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-lint-"));
afterAll(() => rmSync(root, { recursive: true }));

const POLICY = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  rules:
    - actions: [view]
      effect: EFFECT_DENY
      roles: [user]
      condition: { match: { expr: R.attr.locked } }
`;
const SUITE = `name: Albums
principals: { ada: { id: ada, roles: [user] } }
resources: { one: { kind: album, id: "1" } }
tests:
  - name: T
    input: { principals: [ada], resources: [one], actions: [view] }
    expected: [{ principal: ada, resource: one, actions: { view: EFFECT_ALLOW } }]
`;
// biome-ignore format: one row per folder
const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  open:    { "a.yaml": POLICY },
  closed:  { "a.yaml": POLICY.replace("R.attr.locked", "has(R.attr.locked)") },
  failing: { "a.yaml": POLICY, "a_test.yaml": SUITE },
};
for (const [folder, files] of Object.entries(FOLDERS)) {
  mkdirSync(join(root, folder));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, folder, path), text);
}

function compile(words: readonly string[]): Promise<Ran> {
  return ran(["compile", ...words], { workingDirectory: root });
}

const FINDINGS = `Lint findings
a.yaml:9:29 DENY does not apply to a request without \`R.attr.locked\`: its condition fails, and then nothing is denied <lint/deny-can-fail-open>
   6 |     - actions: [view]
   7 |       effect: EFFECT_DENY
   8 |       roles: [user]
>  9 |       condition: { match: { expr: R.attr.locked } }
                                         ^
  hint: say what a missing one means, such as \`!has(R.attr.locked) || …\`, or require it in the schema

`;
const NO_TESTS = "Test results\n\n0 tests executed\n";
const FOUND = "orthrus: error: lint found a problem\n";

// biome-ignore format: one row per command
test.each([
  [["open"],                       0, ""],
  [["open", "--lint"],             0, FINDINGS],
  [["open", "--lint=warn"],        0, FINDINGS],
  [["open", "--lint=error"],       3, FINDINGS + FOUND],
  [["closed", "--lint=error"],     0, ""],
])("orthrus compile %j ends with %d, findings on standard error", async (words, code, stderr) => {
  expect(await compile(words)).toEqual({ code, stdout: NO_TESTS, stderr });
});

test("failed tests are worth more than findings", async () => {
  const { code, stderr } = await compile(["failing", "--lint=error"]);
  expect([code, stderr]).toEqual([4, `${FINDINGS}orthrus: error: tests failed\n`]);
});

const JSON_FINDING = {
  code: "lint/deny-can-fail-open",
  file: "a.yaml",
  position: { line: 9, column: 29, path: "$.resourcePolicy.rules[0].condition.match.expr" },
  message: expect.any(String),
  hint: expect.any(String),
};

// biome-ignore format: one row per command
test.each([
  [["open", "-o", "json"],                           ["summary"],         undefined],
  [["open", "-o", "json", "--lint"],                 ["summary", "lint"], [JSON_FINDING]],
  [["closed", "-o", "json", "--lint"],               ["summary", "lint"], []],
  [["open", "-o", "json", "--lint", "--skip-tests"], ["lint"],                      [JSON_FINDING]],
])("orthrus compile %j writes one JSON document with %j", async (words, members, lint) => {
  const report = JSON.parse((await compile(words)).stdout);
  expect([Object.keys(report).sort(), report.lint]).toEqual([[...members].sort(), lint]);
});

test("a folder without policies is no mistake, and is told", async () => {
  mkdirSync(join(root, "empty"));
  const stderr = `orthrus: note: there is no policy file in ${JSON.stringify(join(root, "empty"))}\n`;
  expect(await compile(["empty"])).toEqual({ code: 0, stdout: NO_TESTS, stderr });
});

test("another level is refused", async () => {
  expect(await compile(["open", "--lint=loud"])).toMatchObject({
    code: 80,
    stderr: expect.stringContaining("warn or error"),
  });
});
