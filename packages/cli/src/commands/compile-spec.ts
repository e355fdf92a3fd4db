import type { CommandSpec } from "../command-line/command.ts";
import { COLOUR_LEVELS } from "../output/painter.ts";

const TEST_OUTPUTS = ["tree", "list", "json", "junit"];

/** `orthrus compile`. */
export const compileSpec: CommandSpec = {
  name: "compile",
  summary: "Compile policies",
  examples: [
    {
      explanation: "Compile the policies in a directory",
      command: "orthrus compile --skip-tests ./policies",
    },
    {
      explanation: "Report problems as JSON",
      command: "orthrus compile --skip-tests --output=json ./policies",
    },
  ],
  arguments: [{ name: "dir", help: "Policy directory" }],
  // biome-ignore format: one row per flag
  flags: [
    { name: "ignore-schemas",    kind: "boolean", help: "Ignore schemas during compilation" },
    { name: "lint",              kind: "boolean", help: "Also say on standard error what is legal but probably not meant" },
    { name: "tests",             kind: "text",    help: "[Deprecated] Directory with the tests; tests are not run by this version", placeholder: "STRING" },
    { name: "test-filter",       kind: "list",    help: "Which tests to run; tests are not run by this version", placeholder: "TEST-FILTER" },
    { name: "run",               kind: "text",    help: "Which test suites to run", isHidden: true },
    { name: "skip-tests",        kind: "boolean", help: "Skip tests" },
    { name: "skip-batching",     kind: "boolean", help: "Test every action on its own; tests are not run by this version" },
    { name: "strict-evaluation", kind: "boolean", help: "Test with strict evaluation; tests are not run by this version" },
    { name: "output",            kind: "text",    help: "Output format (tree,list,json)", short: "o", fallback: "tree", oneOf: ["tree", "list", "json"] },
    { name: "test-output",       kind: "text",    help: "Test output format. If unspecified matches the value of the output flag. (tree,list,json,junit)", refuse: refuseTestOutput },
    { name: "color",             kind: "optional-text", help: "Output color level (auto,never,always,256,16m). Defaults to auto.", fallback: "always", refuse: refuseColour, excludes: "no-color" },
    { name: "no-color",          kind: "boolean", help: "Disable colored output" },
    { name: "verbose",           kind: "boolean", help: "Verbose output on test failure; tests are not run by this version" },
  ],
};

function refuseTestOutput(value: string): string | undefined {
  return TEST_OUTPUTS.includes(value) ? undefined : "valid options are tree, list, json or junit";
}

function refuseColour(value: string): string | undefined {
  if (COLOUR_LEVELS.includes(value)) return undefined;
  return `invalid value for output color level: ${JSON.stringify(value)}`;
}
