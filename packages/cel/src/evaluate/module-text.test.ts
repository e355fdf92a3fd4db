import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { isCelError } from "../values/cel-error.ts";
import { compileExpression } from "./compile-expression.ts";
import { createModuleRuntime, moduleText } from "./module-text.ts";
import type { Program } from "./program.ts";

function compile(text: string): Program {
  const variable = compileExpression("R.attr.level + 1.0", policyEnvironment).program;
  const computed = new Map(variable === undefined ? [] : [["next", { slot: 0, program: variable }]]);
  const { program, diagnostics } = compileExpression(text, policyEnvironment, { computed });
  return program ?? expect.unreachable(diagnostics.map(({ message }) => message).join(", "));
}

const cases: readonly (readonly [text: string, answer: unknown])[] = [
  ["R.attr.owner == P.id", true],
  ["R.attr.missing == 1 || R.attr.level > 3", true],
  ["R.attr.missing == 1", "!no such key: missing"],
  ["V.next == 6.0 && V.next < 7", true],
  ["dyn(V) == {'next': 6.0} && V.?next == optional.of(6.0)", true],
  ["timestamp('2023-01-01T00:00:00Z') < now() && duration('1h') > duration('90s')", true],
  ["R.attr.owner in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'bob']", true],
  ["hierarchy('acme').ancestorOf(hierarchy(R.attr.place))", true],
  ["R.attr.place in [hierarchy('acme'), hierarchy('acme.hr')]", false],
  ["{'__proto__': 1}.size() == 1 && [b'a', 1u, null, -0.0, 9007199254740993].size() == 5", true],
  ["request.resource.attr.owner == 'bob' && has(R.attr) && type(request) == map", true],
  ["R.attr.tags.exists(t, t.startsWith('x')) && R.attr.tags.map(t, size(t)) == [1, 1]", true],
  [`'\u2028\`$\{x}"; throw 1'.size() == 16`, true],
];

test("a module answers what the programs answer it was made of", async () => {
  const directory = mkdtempSync(join(tmpdir(), "cel-module-"));
  try {
    const file = join(directory, "conditions.mjs");
    writeFileSync(file, moduleText(new Map(cases.map(([text]) => [text, compile(text)]))));
    const { createTests } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    const tests = createTests(createModuleRuntime(policyEnvironment));
    const attributes = { owner: "bob", level: 5, place: "acme.hr", tags: ["x", "y"] };
    const answers = cases.map(([text]) => {
      const answer = tests.get(text)(activationFor(attributes));
      return [text, isCelError(answer) ? `!${answer.message}` : answer];
    });
    expect(answers).toEqual(cases);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a module runs in no environment that lacks its functions", () => {
  expect(() => createModuleRuntime(policyEnvironment).resolve("nothing", false, [])).toThrow(
    new TypeError("the environment has no function `nothing`"),
  );
});
