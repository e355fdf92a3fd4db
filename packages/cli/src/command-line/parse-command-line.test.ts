import { expect, test } from "vitest";
import type { CommandSpec } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const compile: CommandSpec = {
  name: "compile",
  summary: "",
  examples: [],
  arguments: [{ name: "dir", help: "" }],
  flags: [
    { name: "skip-tests", kind: "boolean", help: "" },
    { name: "tests", kind: "text", help: "" },
    { name: "run", kind: "text", help: "" },
    { name: "output", kind: "text", short: "o", help: "", fallback: "tree", oneOf: ["tree", "json"] },
    {
      name: "color",
      kind: "optional-text",
      help: "",
      fallback: "always",
      excludes: ["skip-tests"],
      refuse: (v) => (v === "wat" ? "no" : undefined),
    },
    { name: "override", kind: "list", help: "" },
    { name: "config", kind: "text", help: "", environment: ["FIRST", "SECOND"] },
  ],
};
const server: CommandSpec = { ...compile, name: "server", arguments: [], flags: [] };

function parse(line: string, environment: Record<string, string> = {}): unknown {
  const request = parseCommandLine(line.split(" ").filter(Boolean), [compile, server], environment);
  if (request.kind !== "run")
    return request.kind === "help" ? `help ${request.command?.name ?? ""}`.trim() : "version";
  const { positional, flags } = request.parsed;
  const given = compile.flags.filter(({ name }) => flags.list(name).length > 0);
  return [
    request.command.name,
    ...positional,
    ...given.map(({ name }) => `${name}=${flags.list(name).join("|")}`),
  ].join(" ");
}

test.each([
  ["compile a", "compile a output=tree"],
  ["compile --skip-tests a", "compile a skip-tests=true output=tree"],
  ["compile a --skip-tests=no", "compile a skip-tests=false output=tree"],
  ["compile --output json a", "compile a output=json"],
  ["compile a --output=json", "compile a output=json"],
  ["compile -ojson a", "compile a output=json"],
  ["compile -o json a", "compile a output=json"],
  ["compile --output=JSON a", "compile a output=JSON"],
  ["compile --override=a=1,b=2 --override c=3 a", "compile a output=tree override=a=1,b=2|c=3"],
  ["compile --color a", "compile a output=tree color=always"],
  ["compile --color=never a", "compile a output=tree color=never"],
  ["compile -- --skip", "compile --skip output=tree"],
  ["compile -", "compile - output=tree"],
  ["server", "server"],
  ["--help", "help"],
  ["-h compile", "help"],
  ["compile -h --wat", "help compile"],
  ["compile --help=false a", "compile a output=tree"],
  ["--version", "version"],
  ["compile --version", "version"],
])("%j asks for %j", (line, request) => {
  expect(parse(line)).toBe(request);
});

test.each([
  [{ FIRST: "1", SECOND: "2" }, "", "1"],
  [{ FIRST: "", SECOND: "2" }, "", "2"],
  [{ FIRST: "1" }, " --config=0", "0"],
])("with the environment %j%s the configuration is %s", (environment, flags, config) => {
  expect(parse(`compile a${flags}`, environment)).toBe(`compile a output=tree config=${config}`);
});

test.each([
  ["", 'expected one of "compile", "server"'],
  ["frob", "unexpected argument frob"],
  ["comp", 'unexpected argument comp, did you mean "compile"?'],
  ["Compile a", 'unexpected argument Compile, did you mean "compile"?'],
  ["--wat", "unknown flag --wat"],
  ["compile", 'expected "<dir>"'],
  ["compile a b", "unexpected argument b"],
  ["compile --skip-tests yes a", "unexpected argument a"],
  ["compile -x a", 'unknown flag -x, did you mean one of "-h", "-o"?'],
  ["compile --out json a", 'unknown flag --out, did you mean one of "--run", "--output"?'],
  ["compile --outpu=json a", 'unknown flag --outpu, did you mean "--output"?'],
  ["compile --no-skip-tests a", "unknown flag --no-skip-tests"],
  ["compile --output", '--output: expected string value but got "EOL" (<EOL>)'],
  [
    "compile --output --skip-tests a",
    '--output: expected string value but got "--skip-tests" (long flag); perhaps try --output="--skip-tests"?',
  ],
  ["compile --override", '--override: missing value, expecting "<arg>,..."'],
  ["compile --output=wat a", '--output must be one of "tree","json" but got "wat"'],
  ["compile --output= a", '--output must be one of "tree","json" but got ""'],
  ["compile --color=wat a", "--color: no"],
  ["compile --color --skip-tests a", "--color and --skip-tests can't be used together"],
  [
    "compile --skip-tests=maybe a",
    '--skip-tests: bool value must be true, 1, yes, false, 0 or no but got "maybe"',
  ],
])("%j is not understood: %s", (line, message) => {
  expect(() => parse(line)).toThrow(expect.objectContaining({ name: "UsageError", message }));
});
