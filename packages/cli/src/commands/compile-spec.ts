import { COLOUR_FLAGS } from "../command-line/colour-flags.ts";
import type { CommandSpec } from "../command-line/command.ts";
import { refuseCoverage, refuseCoverageMin } from "../coverage-output/coverage-wish.ts";

const TEST_OUTPUTS = ["tree", "list", "json", "junit"];

/** `orthrus compile`. */
export const compileSpec: CommandSpec = {
  name: "compile",
  summary: "Compile policies",
  examples: [
    {
      explanation: "Compile the policies in a directory and run their tests",
      command: "orthrus compile ./policies",
    },
    {
      explanation: "Also find rules that do nothing, and denials that can fail open",
      command: "orthrus compile --lint ./policies",
    },
    {
      explanation: "Also say what the tests exercise, and fail when that is too little",
      command: "orthrus compile --coverage --coverage-min=80 ./policies",
    },
    { explanation: "Compile without running tests", command: "orthrus compile --skip-tests ./policies" },
    {
      explanation: "Run the tests of one action",
      command: "orthrus compile --test-filter='action=view' ./policies",
    },
    {
      explanation: "Report the tests to a build server",
      command: "orthrus compile --test-output=junit ./policies",
    },
  ],
  arguments: [{ name: "dir", help: "Policy directory" }],
  // biome-ignore format: one row per flag
  flags: [
    { name: "ignore-schemas",    kind: "boolean", help: "Ignore schemas during compilation" },
    { name: "lint",              kind: "optional-text", help: "Also say what is legal but probably not meant (warn,error); error makes it a failure", fallback: "warn", refuse: refuseLint },
    { name: "coverage",          kind: "optional-text", help: "Also say which rules, conditions and branches the tests exercise (text,details,lcov,json), in a file if you like, such as lcov:lcov.info. Can be repeated", fallback: "text", refuse: refuseCoverage, excludes: ["skip-tests"] },
    { name: "coverage-min",      kind: "text",    help: "Fail when the tests exercise less, in percent", placeholder: "80", refuse: refuseCoverageMin, excludes: ["skip-tests"] },
    { name: "tests",             kind: "text",    help: "[Deprecated] Directory with the tests, if it is not that of the policies", placeholder: "STRING" },
    { name: "test-filter",       kind: "list",    help: "Run only tests that match, such as suite=Album*;action=view,edit (dimensions: suite,test,principal,resource,action). Can be repeated", placeholder: "TEST-FILTER" },
    { name: "run",               kind: "text",    help: "[Deprecated] Run only tests whose full name matches the regular expression", isHidden: true },
    { name: "skip-tests",        kind: "boolean", help: "Skip tests" },
    { name: "skip-batching",     kind: "boolean", help: "Test every action on its own" },
    { name: "strict-evaluation", kind: "boolean", help: "Deny what a condition with an error is about, in all tests" },
    { name: "output",            kind: "text",    help: "Output format (tree,list,json)", short: "o", fallback: "tree", oneOf: ["tree", "list", "json"], meant: new Map([["junit", "--test-output=junit"]]) },
    { name: "test-output",       kind: "text",    help: "Test output format. If unspecified matches the value of the output flag. (tree,list,json,junit)", refuse: refuseTestOutput },
    { name: "watch",             kind: "boolean", help: "Keep running, and check again what a change affects" },
    ...COLOUR_FLAGS,
    { name: "verbose",           kind: "boolean", help: "Show passed tests too, and why failed ones were decided as they were" },
  ],
};

function refuseLint(value: string): string | undefined {
  return ["warn", "error"].includes(value) ? undefined : "valid options are warn or error";
}

function refuseTestOutput(value: string): string | undefined {
  return TEST_OUTPUTS.includes(value) ? undefined : "valid options are tree, list, json or junit";
}
