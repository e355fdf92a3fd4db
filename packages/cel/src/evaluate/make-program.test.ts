import fc from "fast-check";
import { expect, test } from "vitest";
import { allLibraries } from "../functions/all-libraries.ts";
import { createEnvironment } from "../functions/environment.ts";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { dynType, mapType, stringType } from "../type-system/type.ts";
import { CelError } from "../values/cel-error.ts";
import { Timestamp } from "../values/timestamp.ts";
import { compileExpression } from "./compile-expression.ts";
import type { Environment } from "./dispatch.ts";
import type { ProgramMode } from "./make-program.ts";
import type { Program } from "./program.ts";

function compile(text: string, mode: ProgramMode, environment: Environment = policyEnvironment): Program {
  const { program, diagnostics } = compileExpression(text, environment, { mode });
  return program ?? expect.unreachable(diagnostics.map(({ message }) => message).join(", "));
}

const mayGenerate = policyEnvironment.codeGeneration?.isAllowed === true;

test("an adaptive program answers the same before and after it generates code, which it does when it is hot", () => {
  const program = compile("R.attr.owner == P.id", "adaptive");
  const { test: cold, evaluate } = program;
  const answers = new Set<unknown>();
  for (let i = 0; i < 500; i++) {
    answers.add(program.test(activationFor({ owner: "bob" })));
    answers.add(program.evaluate(activationFor({ owner: "bob" })));
  }
  expect([...answers]).toEqual([true]);
  expect([program.test !== cold, program.evaluate !== evaluate]).toEqual([true, true]);
});

test("an environment that never generates code evaluates by closures", () => {
  const environment: Environment = {
    ...policyEnvironment,
    ...createEnvironment({ libraries: allLibraries, variables: [], codeGeneration: "never" }),
    declarations: policyEnvironment.declarations,
  };
  expect(environment.codeGeneration?.isAllowed).toBe(false);
  const program = compile("R.attr.owner == P.id", "generated", environment);
  expect(program.test(activationFor({ owner: "bob" }))).toBe(true);
});

test("an expression too large for a compiler is evaluated by closures", () => {
  const text = Array.from({ length: 400 }, (_, i) => `R.attr.n == ${i}`).join(" || ");
  const program = compile(text, "generated");
  expect([program.test(activationFor({ n: 399 })), program.test(activationFor({ n: 400 }))]).toEqual([
    true,
    false,
  ]);
});

test("nesting as deep as expressions may be is generated", () => {
  const text = `${"!(".repeat(80)}R.attr.n == 1${")".repeat(80)}`;
  expect(compile(text, "generated").test(activationFor({ n: 1 }))).toBe(true);
});

const hostileTexts = [
  "__proto__",
  "constructor",
  "toString",
  "a'; throw 1; '",
  '"]; throw 1; a["',
  `\`$\{throw 1}\``,
  "*/ throw 1 /*",
  "\u2028throw 1\u2029",
  "</script>",
  "\\",
  "\0",
];
const hostile = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: "binary", maxLength: 12 }));

test("no text of an author becomes code", () => {
  expect(mayGenerate || process.execArgv.includes("--disallow-code-generation-from-strings")).toBe(true);
  fc.assert(
    fc.property(hostile, hostile, (name, value) => {
      const attr = Object.fromEntries([[name, value]]);
      const texts = [name, value].map((one) => JSON.stringify(one));
      const [key, literal] = texts;
      const text = `R.attr[${key}] == ${literal} && ${literal} in [${key}, ${literal}] && P.attr[${key}].x`;
      expect(compile(text, "generated").evaluate(activationFor(attr))).toEqual(
        new CelError(`no such key: ${name}`),
      );
    }),
    { numRuns: 500 },
  );
});

test("names of variables and their places may be anything an environment declares", () => {
  const environment = createEnvironment({
    libraries: allLibraries,
    variables: [
      { name: "a", type: dynType, source: { kind: "path", path: ['"]; throw 1; a["'] } },
      {
        name: "constructor",
        type: mapType(stringType, dynType),
        source: { kind: "path", path: ["x", "__proto__"] },
      },
    ],
  });
  const program = compile("a == 1.0 && constructor.b", "generated", environment);
  const x = Object.fromEntries([["__proto__", { b: true }]]);
  expect(program.test({ '"]; throw 1; a["': 1, x, now: new Timestamp(0, 0), computed: [] })).toBe(true);
});

test.each<ProgramMode>(["closures", "generated", "adaptive"])(
  "%s: what runs inside an evaluation leaves its variables alone",
  (mode) => {
    const answers = [
      "R.attr.list.exists(x, R.attr.go && x == 'other')",
      "R.attr.list.filter(x, R.attr.go && x == 'other') == ['other']",
      "R.attr.list.exists_one(x, R.attr.go && x == 'other')",
      "cel.bind(x, R.attr.list[0], x != '' && R.attr.go && x == 'other')",
    ].map((text) => {
      const program = compile(text, mode);
      const inner = activationFor({ list: ["other"], go: true });
      let isInside = false;
      const outer = activationFor({
        list: ["one"],
        get go() {
          if (isInside) return true;
          isInside = true;
          expect(program.evaluate(inner)).toBe(true);
          isInside = false;
          return true;
        },
      });
      return program.evaluate(outer);
    });
    expect(answers).toEqual([false, false, false, false]);
  },
);
