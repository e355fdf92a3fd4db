import { CodeGeneration } from "@orthrus/cel";
import type { CheckRequest, JsonObject } from "@orthrus/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSource } from "../../compile-source.ts";
import { buildRuleTable } from "../../rule-table/build-rule-table.ts";
import { policies, requests } from "../../testdata/generated-policies.ts";
import {
  allow,
  deny,
  derivedRoles,
  does,
  filesOf,
  principal,
  request,
  resource,
} from "../../testdata/policies.ts";
import { type Checker, createChecker } from "../checker.ts";
import type { Decision } from "../decision.ts";
import { createProgramCache } from "../program-cache.ts";

const settings = { defaultPolicyVersion: "default", defaultScope: "", lenientScopeSearch: false };
const mayGenerate = new CodeGeneration("when-allowed").isAllowed;

/** One that decides by functions from the second time on, and one that never does. */
function checkersOf(files: Record<string, string>): readonly [hot: Checker, cold: Checker] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const options = {
    ...settings,
    strictEvaluation: false,
    collectEvaluationErrors: false,
    schemaEnforcement: "none",
    globals: {},
    now: () => new Date(0),
    onInternalError: (error: unknown) => {
      throw error;
    },
  } as const;
  return [
    createChecker(compileSource(sources, {}), { ...options, hotAfter: 1 }),
    createChecker(compileSource(sources, {}), { ...options, codeGeneration: new CodeGeneration("never") }),
  ];
}

function answerOf({ actions, outputs, effectiveDerivedRoles }: Decision): unknown {
  return { actions: [...actions], outputs, effectiveDerivedRoles };
}

function isCompiling(files: Record<string, string>): boolean {
  try {
    compileSource(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      {},
    );
    return true;
  } catch {
    return false;
  }
}

test("functions answer as steps do", () => {
  let answered = 0;
  fc.assert(
    fc.property(policies, requests, (files, inputs) => {
      if (!isCompiling(files)) return;
      const [hot, cold] = checkersOf(files);
      for (const input of [...inputs, ...inputs, ...inputs]) {
        expect(answerOf(hot.check(input))).toEqual(answerOf(cold.check(input)));
        answered += 1;
      }
    }),
    { numRuns: 200 },
  );
  expect(answered).toBeGreaterThan(1_000);
});

const set = derivedRoles(
  "set",
  [
    ["failing", "r1", "V.bad == null"],
    ["plain", "r1", "R.attr.x == 1"],
    ["seeing", "r1", "size(runtime.effectiveDerivedRoles) == 0 && R.attr.x == 1"],
    ["reckoned", "r1", "V.flag"],
  ],
  { bad: "R.attr.nope", flag: "R.attr.x == 1" },
);
const rules = [
  allow("a", "", { derived: "failing" }),
  allow("b", "", { derived: "plain", if: '"plain" in runtime.effectiveDerivedRoles' }),
  allow("c", "", { derived: "seeing" }),
  allow("d", "", { derived: "reckoned", if: "R.attr.y == 1", out: ['"on"', "R.attr.nope"] }),
  deny("c d", "r1", { if: "R.attr.y == 2" }),
  deny("e", "r2"),
  allow("e", "r1 r2"),
];

describe("one request, first by steps and then by a function", () => {
  const documents = [
    set,
    resource("foo", rules, { import: "set" }),
    resource("foo", [allow("a b", "r1", { if: "R.attr.y == 1" })], { scope: "s", consent: true }),
    principal("alice", {
      foo: [
        does("b", "DENY", { if: "R.attr.y == 3" }),
        does("e", "ALLOW", { if: "size(runtime.effectiveDerivedRoles) > 0" }),
      ],
    }),
  ];
  const attributes = [0, 1].flatMap((x) => [0, 1, 2, 3].map((y) => ({ x, y })));
  const cases = ["", "s"].flatMap((scope) =>
    ["alice", "bob"].flatMap((id) =>
      ["r1", "r1 r2", "r2 r1"].map((roles) => [{ scope, id, roles }] as const),
    ),
  );

  test.each(cases)("%j", (parts) => {
    const [hot, cold] = checkersOf(filesOf(documents));
    for (const r of [...attributes, ...attributes]) {
      const input = request("a b c d e unknown", { ...parts, r });
      expect(answerOf(hot.check(input))).toEqual(answerOf(cold.check(input)));
    }
  });
});

test.each<[what: string, seen: string, variables?: JsonObject]>([
  ["an output", "runtime.effectiveDerivedRoles"],
  ["a variable of an output", "V.seen", { seen: "runtime.effectiveDerivedRoles" }],
])("what only %s sees is the `runtime` of its scope", (_, seen, variables = {}) => {
  const inScope = (scope: string, role: string) =>
    resource("foo", [allow("a", "r1", { out: [seen] }), allow("b", "", { derived: role })], {
      import: "of",
      scope,
      variables,
      consent: scope === "s",
    });
  const [hot, cold] = checkersOf(
    filesOf([
      derivedRoles("of", [
        ["near", "r1"],
        ["far", "r1"],
      ]),
      inScope("s", "near"),
      inScope("", "far"),
    ]),
  );
  const input = request("a b", { roles: "r1", scope: "s" });
  expect(hot.check(input).outputs.map(({ value }) => value)).toEqual([["near"], ["far"]]);
  expect(answerOf(hot.check(input))).toEqual(answerOf(cold.check(input)));
});

describe("a function", () => {
  function listAfter(files: Record<string, string>, input: CheckRequest, runs: number) {
    const table = buildRuleTable(
      compileSource(
        Object.entries(files).map(([path, text]) => ({ path, text })),
        {},
      ),
    );
    const programs = createProgramCache(table, {
      ...settings,
      hotAfter: runs,
      codeGeneration: new CodeGeneration("when-allowed"),
    });
    const program = programs.add(input.principal, input.resource);
    const list = programs.list(program, input.actions);
    list.runs = runs;
    programs.generate(program, list);
    return list;
  }

  test.skipIf(!mayGenerate)("has no word of a policy or a request in it", () => {
    const files = filesOf([set, resource("foo", rules, { import: "set" })]);
    const text = String(listAfter(files, request("a b c d e", { roles: "r1 r2" }), 1).decide);
    for (const word of ['"a"', "foo", "plain", "r1", "attr", "nope", "vdefault"])
      expect(text).not.toContain(word);
    expect(text).toContain("return [d0, d1, d2, d3, d4];");
  });

  test.skipIf(!mayGenerate)("is made of our words only, whatever policies and requests say", () => {
    const ours = /^([KcvolsrdALw]?\d+|function|let|if|else|break|return|instanceof|true|false|undefined)$/;
    const names = /^(a|CelError|noRuntime|emitValue|evaluateOutput|runtimeOfActive|unionOfNames)$/;
    const members = /^(earned|action|computed|runtime|undefinedComputedIsNull|test|active)$/;
    let words = 0;
    fc.assert(
      fc.property(policies, requests, (files, inputs) => {
        if (!isCompiling(files)) return;
        for (const input of inputs) {
          const text = String(listAfter(files, input, 1).decide);
          expect(text).not.toMatch(/["'`\\/]/);
          for (const word of text.match(/[\w$]+/g) ?? []) {
            words += 1;
            if (!ours.test(word) && !names.test(word)) expect(word).toMatch(members);
          }
        }
      }),
      { numRuns: 20 },
    );
    expect(words).toBeGreaterThan(1_000);
  });

  test("is not made of more steps than compilers take", () => {
    const many = Array.from({ length: 300 }, (_, i) => allow("a", "r1", { if: `R.attr.x == ${i}` }));
    const list = listAfter(filesOf([resource("foo", many)]), request("a", { roles: "r1" }), 1);
    expect(list.decide).toBeUndefined();
  });

  test("is not shared by those who ask about other actions, whatever callers do to their lists", () => {
    const [hot] = checkersOf(filesOf([resource("foo", [allow("view", "r1"), allow("edit", "r2")])]));
    const actions = ["view", "edit"];
    const input = { ...request("view", { roles: "r1" }), actions };
    for (let time = 0; time < 3; time++) hot.check(input);
    const before = hot.check(input);
    actions.reverse();
    expect(hot.check(input).allowedActions()).toEqual(["view"]);
    expect(before.isAllowed("view")).toBe(true);
    expect([...before.actions.keys()]).toEqual(["view", "edit"]);
  });

  test("lets a check run inside another one", () => {
    const [hot] = checkersOf(
      filesOf([set, resource("foo", rules, { import: "set" }), resource("bar", [allow("a", "r1")])]),
    );
    const ask = (x: number) => request("a b c d", { roles: "r1", r: { x, y: 1 } });
    const expected = answerOf(hot.check(ask(1)));
    for (let time = 0; time < 3; time++) hot.check(ask(0));
    let inside = 0;
    const attributes = {
      y: 1,
      get x() {
        inside += 1;
        hot.check(ask(0));
        return 1;
      },
    };
    const input = ask(1);
    const nested = hot.check({ ...input, resource: { ...input.resource, attributes } });
    expect(answerOf(nested)).toEqual(expected);
    expect(inside).toBeGreaterThan(1);
  });
});
