import type { TestRun } from "@orthrus/engine";
import { expect, test } from "vitest";
import { choosePainter } from "../output/painter.ts";
import { testOutline } from "./test-outline.ts";
import { everyOutcome } from "./testdata/every-outcome.ts";

const painter = (level: string) =>
  choosePainter({ level, isOff: false, environment: {} }, { write: () => undefined });

const PLAIN = painter("never");

const TREE = `Test results
├─┬Mixed (a_test.yaml) [2 SKIPPED] [1 OK] [2 FAILED]
│ ├─┬outputs
│ │ └─┬ada
│ │   └─┬d1
│ │     └─┬view [FAILED]
│ │       └─┬OUTCOME: output expectation unsatisfied
│ │         ├─┬resource.document.vdefault#shown
│ │         │ ├──EXPECTED: {"a":"]]>","b":1}
│ │         │ └──ACTUAL: {"a":null,"b":2}
│ │         ├─┬x
│ │         │ ├──EXPECTED: null
│ │         │ └──ACTUAL: MISSING
│ │         └─┬y
│ │           ├──EXPECTED: 1
│ │           └──ACTUAL: Failed to evaluate output expression: division by zero
│ ├─┬effects
│ │ └─┬ada
│ │   └─┬d1
│ │     └─┬view [FAILED]
│ │       └──OUTCOME: expected: EFFECT_DENY, actual: EFFECT_ALLOW
│ └─┬later
│   └─┬ada
│     └─┬d1
│       └──view [SKIPPED]
├──Good (b_test.yaml) [1 OK]
├─┬Timeless (c_test.yaml) [1 ERROR]
│ └─┬forgets
│   └─┬ada
│     └─┬d1
│       └─┬view [ERROR]
│         └──ERROR: there is no \`now\`
├─┬Unknown (d_test.yaml) [ERROR]
│ ├──failed to load test suite:
│ │  2:3 unknown field "x"
│ ├──d_test.yaml:2:3
│ │  >  2 |   x: y
│ │           ^
│ └──hint: did you mean \`name\`?
└──Tests skipped (f_test.yaml) [SKIPPED]

8 tests executed [3 SKIPPED] [2 OK] [2 FAILED] [1 ERROR]
`;

test("the tree shows what did not pass, and how many did", () => {
  expect(testOutline(everyOutcome, { layout: "tree", isVerbose: false, paint: PLAIN })).toBe(TREE);
});

test("the list is the tree without its branches", () => {
  const list = testOutline(everyOutcome, { layout: "list", isVerbose: false, paint: PLAIN });
  expect(list).toBe(TREE.replace(/^[│├└─┬ ]{3,}/gm, (branches) => " ".repeat(branches.length - 3)));
});

test("a verbose tree shows what passed too", () => {
  const verbose = testOutline(everyOutcome, { layout: "list", isVerbose: true, paint: PLAIN });
  expect(verbose).toContain(`
        edit [OK]
          RESULT: EFFECT_ALLOW
          OUTPUTS:
            resource.document.vdefault#shown
              {"a":1,"b":[1,"<"]}
            z
              Failed to evaluate output expression: no such key: k
`);
  expect(verbose).toContain(`
Good (b_test.yaml) [1 OK]
  passes
    ada
      d1
        view [OK]
          RESULT: EFFECT_DENY
`);
});

test("colours mark results and names, and change no character", () => {
  const coloured = testOutline(everyOutcome, { layout: "tree", isVerbose: false, paint: painter("always") });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(coloured.replace(/\u001b\[[\d;]+m/g, "")).toBe(TREE);
  expect(coloured).toContain(
    "\u001b[90m├──\u001b[0m\u001b[34;1mGood\u001b[0;22m (\u001b[34mb_test.yaml\u001b[0m) \u001b[32m[1 OK]\u001b[0m\n",
  );
});

test("without tests there is only the sum", () => {
  const counts = { skipped: 0, passed: 0, failed: 0, errored: 0 };
  const nothing: TestRun = { suites: [], summary: { overall: undefined, count: 0, counts } };
  expect(testOutline(nothing, { layout: "tree", isVerbose: false, paint: PLAIN })).toBe(
    "Test results\n\n0 tests executed\n",
  );
});

test("on a narrow terminal texts stay in their columns", () => {
  const narrow = testOutline(everyOutcome, { layout: "tree", isVerbose: false, paint: PLAIN, columns: 40 });
  expect(narrow).toContain(`
├─┬Mixed (a_test.yaml) [2 SKIPPED] [1
│ │OK] [2 FAILED]
│ ├─┬outputs
│ │ └─┬ada
│ │   └─┬d1
│ │     └─┬view [FAILED]
│ │       └─┬OUTCOME: output
│ │         │expectation unsatisfied
│ │         ├─┬resource.document.vdefaul
│ │         │ │t#shown
│ │         │ ├──EXPECTED:
│ │         │ │  {"a":"]]>","b":1}
`);
  expect(
    Math.max(
      ...narrow
        .split("\n")
        .slice(0, -2)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(40);
});
