import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createConditionEnvironment } from "@orthrus/policy";
import { expect, test } from "vitest";
import { choosePainter } from "../output/painter.ts";
import { readPolicyText } from "./read-policy-text.ts";
import { emptyState } from "./repl-state.ts";
import { type LineSetting, runLine } from "./run-line.ts";

const binary = fileURLToPath(new URL("../../../../node_modules/.bin/cerbos", import.meta.url));
const testdata = fileURLToPath(new URL("testdata", import.meta.url));
const BANNER_END = "Type :help to get help\n\n";

const trial = runReference(["1"]);
const reason = typeof trial === "string" ? undefined : trial.reason;
if (reason !== undefined) console.warn(`not compared with the reference's session: ${reason}`);

/** What the reference prints after its banner. */
function runReference(lines: readonly string[]): string | { readonly reason: string } {
  const { stdout, error, status, stderr } = spawnSync(binary, ["repl", "--history=/dev/null"], {
    cwd: testdata,
    input: lines.join("\n"),
    encoding: "utf8",
  });
  if (error) return { reason: error.message };
  const start = stdout.indexOf(BANNER_END);
  if (status !== 0 || start < 0) return { reason: `exit code ${status}: ${stderr}` };
  return tidy(stdout.slice(start + BANNER_END.length));
}

function tidy(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the reference colours trees even in pipes
  return text.replace(/\u001b\[[0-9;]*m/g, "").replace(/(policy file(?: at)?) {2}/g, "$1 ");
}

function runOurs(lines: readonly string[]): string {
  const setting: LineSetting = {
    environment: createConditionEnvironment(),
    nowMs: 0,
    paint: choosePainter({ level: "never", isOff: false, environment: {} }, { write: () => undefined }),
    readFile: (path) => readPolicyText(testdata, path),
  };
  let state = emptyState;
  let printed = "-> ";
  for (const line of lines) {
    const result = runLine(line, state, setting);
    printed += result.lines.map((text) => `${text}\n`).join("");
    if (result.isOver) return printed;
    ({ state } = result);
    printed += state.pending === "" ? "-> " : "> ";
  }
  return printed;
}

const P =
  ':let P = {"id": "ada", "roles": ["user"], "policyVersion": "v1", "scope": "acme", "attr": {"team": "a"}}';
const R =
  ':let R={"id":"7","kind":"album","attr":{"owner":"ada","public":false,"z":[1,"x",{"b":1,"a":{}}],"e":[]}}';

// biome-ignore format: one row per session
const SESSIONS: readonly (readonly [what: string, lines: readonly string[]])[] = [
  ["numbers",     ["1 + 1", "3u", "-1", "1.0", "1.5e30", "1e-7", "-0.0", "1e20", "1e21", "100000000.0", "9223372036854775807", "0x10"]],
  ["texts",       [String.raw`"q\"uo<te>&"`, 'b"abc"', "'x'", "r'\\d'", '"é"']],
  ["values",      ["true", "int", "type(1)", "type([1])", 'timestamp("2020-01-01T00:00:00.5Z")', 'timestamp("2020-01-01T00:00:00+02:00")', 'duration("1.5s")', 'hierarchy("a.b")']],
  ["collections", ["[]", "{}", "[[]]", "[1, 2u, 1.5, true]", '{"b":1,"a":2}', '[timestamp("2020-01-01T00:00:00Z"), duration("1s")]', "[1, 2].map(x, x * 2)"]],
  ["the last result", ["1 + 1", "_ + 5", "_", ":let x = _ + 1", "_", "x"]],
  ["syntax errors", [")", "1 +* 2", "foo + bar", "x.y.z", '"x" + 1', "nope(1)"]],
  ["evaluation errors", ["1 / 0", "1 % 0", "[1][5]", '{"a": 1}.b', ":let x = {'a': 1}", "x + 1", "9223372036854775807 + 1"]],
  ["names",       [":let x = 5", ":let   y   =   x + 1", ":let foo.bar = 1", "foo.bar + y", ":let a=nope", ':let a = "x" + 1', ":let x = [x]", "x"]],
  ["lines that go on", ["[1,", "2]", "(1 +", "2)", '"abc', 'def"', "'''abc", "def'''", "1 + \\", "2", ':let x = {"a":', "1}", "", "   ", "  1 + 1  "]],
  ["directives",  [":", ":bogus", ":VARS", ":let", ":let x", ":let x 5", ":let x = ", ":let 1 = 2", ":vars x", ":rules y", ":load", ":load a b", ":exec", ":exec 1", ":exec #", ":exec #x", ":exec #1 2", ":exec #99", ":exec#1", ":quit x", ":reset", ":rules"]],
  ["requests",    [P, R, "P", "R", "request", "request.resource", "R.attr", "R.attr.z", "P.roles", "P.scope", "has(R.attr.nope)", "R.attr.nope", "R.nope", "R.attr.owner == P.id"]],
  ["a whole request", [':let request = {"auxData":{"jwt":{"a":1}},"principal":{"id":"x"}}', "request.aux_data.jwt.a", "request.auxData", "P.id", "P"]],
  ["variables as JSON", [':let V = {"a": 1}', "V.a", "V", "variables", ':let C = {"b": "x"}', "constants.b", ':let G = {"c": true}', "globals.c"]],
  ["a resource policy", [P, R, ":load album.yaml", ":rules", "V.isOwner", "C", ":exec #0", ":exec #1", ":exec #2", ":exec #3", "_"]],
  ["derived roles", [":load roles.yaml", ":rules", P, R, ":exec #0"]],
  ["imports",     [":load support.yaml", ":load limits.yaml", ":load support.yaml", ":load tickets.yaml", ":load support.yaml", ":rules", P, "C.most"]],
  ["files",       [":load no.yaml", ":load broken.yaml", ":load ./no.yaml", ":load /no/where.yaml"]],
  ["the end",     ["1", ":q", "2"]],
];

test.skipIf(reason !== undefined).each(SESSIONS)(
  "a session about %s prints what the reference prints",
  (_what, lines) => {
    expect(runOurs(lines)).toBe(runReference(lines));
  },
);

// biome-ignore format: one row per difference
const DIFFERENCES: readonly (readonly [why: string, lines: readonly string[], ours: string])[] = [
  ["null is null and not zero",                     ["null"],                "_ = null"],
  ["null in a list is null",                        ["[null]"],              "_ = [\n  null\n]"],
  ["values of every type are shown",                ["{1: 2.5}"],            '_ = {\n  "1": 2.5\n}'],
  ["maps in lists are shown",                       ["[{}]"],                "_ = [\n  {}\n]"],
  ["optionals are known",                           ["optional.of(1).orValue(2)"], "_ = 1"],
  ["infinity is shown",                             ["1.0 / 0.0"],           "_ = Infinity"],
  ["a name is given the value of a division",       [":let a = 4 / 2"],      "a = 2"],
  ["a name that is not set is empty",               ["R"],                   "_ = {}"],
  ["a quote in a text of three quotes opens nothing", ['"""a"b"""'],          '_ = "a\\"b"'],
  ["a bracket closed by another one is an error at once", ["(]"],            "ERROR: <input>:1:2: Syntax error: mismatched input ']' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | (]\n | .^"],
];

test.each(DIFFERENCES)("unlike in the reference, %s", (_why, lines, ours) => {
  expect(runOurs(lines)).toBe(`-> ${ours}\n\n-> `);
  if (reason === undefined) expect(runReference(lines)).not.toBe(runOurs(lines));
});
