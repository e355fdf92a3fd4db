import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Ran, ran } from "../testdata/ran.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-coverage-"));
afterAll(() => rmSync(root, { recursive: true }));

const POLICY = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  importDerivedRoles: [common]
  rules:
    - name: own
      actions: [view, delete]
      effect: EFFECT_ALLOW
      derivedRoles: [owner]
    - name: open
      actions: [view]
      effect: EFFECT_ALLOW
      roles: [user]
      condition:
        match:
          all:
            of:
              - expr: R.attr.open
              - expr: R.attr.rating > 3.0 || "staff" in P.roles
    - actions: [print]
      effect: EFFECT_ALLOW
      roles: [user]
`;
const ROLES = `apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: common
  definitions:
    - name: owner
      parentRoles: [user]
      condition: { match: { expr: R.attr.owner == P.id } }
`;
const SUITE = `name: Albums
principals: { ada: { id: ada, roles: [user] } }
resources:
  own: { kind: album, id: "1", attr: { owner: ada, open: false } }
  open: { kind: album, id: "2", attr: { owner: ben, open: true, rating: 5.0 } }
tests:
  - name: T
    input: { principals: [ada], resources: [own, open], actions: [view] }
    expected:
      - { principal: ada, resources: [own, open], actions: { view: EFFECT_ALLOW } }
`;
mkdirSync(join(root, "albums"));
for (const [path, text] of [
  ["album.yaml", POLICY],
  ["common.yaml", ROLES],
  ["album_test.yaml", SUITE],
] as const) {
  writeFileSync(join(root, "albums", path), text);
}

function compile(...words: readonly string[]): Promise<Ran> {
  return ran(["compile", "albums", ...words], { workingDirectory: root });
}

const TABLE = `Coverage
File         Covered  Rules  Derived roles  Conditions  Branches  Uncovered lines
album.yaml       50%    2/3              -         1/1       1/4  20-21
common.yaml     100%      -            1/1         1/1         -
All files        60%    2/3            1/1         2/2       1/4
`;
const DETAILS = `${TABLE}album.yaml:20:23 \`R.attr.rating > 3.0 || "staff" in P.roles\`, of \`all\` in \`open\`, always held
album.yaml:20:23 \`R.attr.rating > 3.0\`, of \`||\` in \`open\`, always held
album.yaml:20:46 \`"staff" in P.roles\`, of \`||\` in \`open\`, was not evaluated
album.yaml:21:14 rule \`rule-003\` was not exercised
`;
const SHORT = "orthrus: error: the tests exercise 60% of the policies, `--coverage-min` asks for 61%\n";
const LITTLE = "orthrus: note: `--coverage-min=0.8` is less than one percent: for 80% pass 80\n";
const WRITTEN = (file: string): string => `orthrus: note: coverage is written to ${JSON.stringify(file)}\n`;
const LCOV = `TN:
SF:albums/album.yaml
FN:7,own
FN:11,open
FN:21,rule-003
FNDA:1,own
FNDA:1,open
FNDA:0,rule-003
FNF:3
FNH:2
BRDA:19,0,0,1
BRDA:19,0,1,1
BRDA:19,1,0,1
BRDA:19,1,1,1
BRDA:20,2,0,1
BRDA:20,2,1,0
BRDA:20,3,0,1
BRDA:20,3,1,0
BRDA:20,4,0,-
BRDA:20,4,1,-
BRF:10
BRH:6
DA:7,1
DA:11,1
DA:19,2
DA:20,0
DA:21,0
LF:5
LH:3
end_of_record
TN:
SF:albums/common.yaml
FN:5,owner
FNDA:1,owner
FNF:1
FNH:1
BRDA:7,0,0,1
BRDA:7,0,1,1
BRF:2
BRH:2
DA:5,1
DA:7,2
LF:2
LH:2
end_of_record
`;

// biome-ignore format: one row per command
test.each([
  [[],                                                 0, ""],
  [["--coverage"],                                     0, TABLE],
  [["--coverage=text", "--coverage=lcov:a.info"],      0, TABLE + WRITTEN("a.info")],
  [["--coverage=details"],                             0, DETAILS],
  [["--coverage", "--coverage-min=60"],                0, TABLE],
  [["--coverage-min=61"],                              4, TABLE + SHORT],
  [["--coverage=lcov:b.info", "--coverage-min=61"],    4, WRITTEN("b.info") + SHORT],
  [["--coverage=lcov", "--test-output=junit"],         0, WRITTEN("coverage/lcov.info")],
  [["--coverage-min=0.8"],                             0, TABLE + LITTLE],
])("compile with %j ends with %d", async (words, code, stderr) => {
  const plain = await compile(...words.filter((word) => !word.startsWith("--coverage")));
  expect(await compile(...words)).toEqual({ code, stdout: plain.stdout, stderr });
});

test("coverage for tools is written to the files that were asked for, or to the usual ones", async () => {
  await compile(
    "--coverage=lcov:reports/lcov.info",
    "--coverage=json",
    "--coverage=details:reports/details.txt",
  );
  const written = ["reports/lcov.info", "reports/details.txt", "coverage/coverage.json"].map((file) =>
    readFileSync(join(root, file), "utf8"),
  );
  const { totals, files } = JSON.parse(written[2] ?? "");
  expect([written.slice(0, 2), totals, files[0].rules[2], files[0].branches[3]]).toEqual([
    [LCOV, DETAILS],
    {
      percent: 60,
      rules: { covered: 2, total: 3 },
      derivedRoles: { covered: 1, total: 1 },
      conditions: { covered: 2, total: 2 },
      branches: { covered: 1, total: 4 },
    },
    { kind: "rule", name: "rule-003", line: 21, column: 14, evaluated: 0, applied: 0 },
    {
      owner: "open",
      operator: "||",
      expression: '"staff" in P.roles',
      line: 20,
      column: 46,
      held: 0,
      failed: 0,
    },
  ]);
});

test("in a report in JSON, coverage is a member", async () => {
  const { stdout, stderr } = await compile("--coverage", "-o", "json");
  const { coverage, summary } = JSON.parse(stdout);
  expect([coverage.totals.percent, summary.overallResult, stderr]).toEqual([60, "RESULT_PASSED", ""]);
});

// biome-ignore format: one row per place
test.each([
  ["lcov:albums/album.yaml/lcov.info", "E[A-Z]+: "],
  ["json:albums/coverage.json",        "it would be read as a policy there, choose a place outside of the policies\n$"],
])("that a report cannot be written to %s is a failure, and the tests are reported all the same", async (output, reason) => {
  const { code, stdout, stderr } = await compile(`--coverage=${output}`);
  expect([code, stdout.includes("2 tests executed [2 OK]"), stderr]).toEqual([
    1,
    true,
    expect.stringMatching(new RegExp(`^orthrus: error: coverage cannot be written to ".*": ${reason}`)),
  ]);
});

// biome-ignore format: one row per mistake
test.each([
  ["--coverage=xml",     "--coverage: valid options are text, details, lcov or json, each with a file if you like, such as lcov:lcov.info"],
  ["--coverage=lcov:",   "--coverage: valid options are text, details, lcov or json, each with a file if you like, such as lcov:lcov.info"],
  ["--coverage-min=all", "--coverage-min: give a percentage from 0 to 100, such as 80"],
  ["--coverage-min=101", "--coverage-min: give a percentage from 0 to 100, such as 80"],
])("%s is refused", async (word, message) => {
  const { code, stderr } = await compile(word);
  expect([code, stderr]).toEqual([80, `orthrus: error: ${message}\n`]);
});

test("there is no coverage without tests", async () => {
  const { code, stderr } = await compile("--coverage", "--skip-tests");
  expect([code, stderr]).toEqual([
    80,
    "orthrus: error: --coverage and --skip-tests can't be used together\n",
  ]);
});
