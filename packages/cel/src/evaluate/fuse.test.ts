import fc from "fast-check";
import { expect, test } from "vitest";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { CelError } from "../values/cel-error.ts";
import { compileExpression } from "./compile-expression.ts";
import type { ProgramMode } from "./make-program.ts";

const constants = { pattern: "^a.c$", range: "10.0.0.0/8", wide: "::ffff:10.0.0.0/104" };

// What runs as one operation, and the same in steps that nothing can put together.
// biome-ignore format: one row per fusion
const laws: readonly (readonly [fused: string, apart: string])[] = [
  ["hierarchy(R.attr.a).ancestorOf(hierarchy(R.attr.b))",   "cel.bind(l, hierarchy(R.attr.a), cel.bind(r, hierarchy(R.attr.b), l.ancestorOf(r)))"],
  ["hierarchy('a.b').siblingOf(hierarchy(R.attr.b))",       "cel.bind(l, hierarchy('a.b'), cel.bind(r, hierarchy(R.attr.b), l.siblingOf(r)))"],
  ["size(R.attr.list.filter(x, x == R.attr.a))",            "cel.bind(l, R.attr.list.filter(x, x == R.attr.a), size(l))"],
  ["size(R.attr.list.filter(x, x.n > 1)) > 1",              "cel.bind(l, R.attr.list.filter(x, x.n > 1), size(l) > 1)"],
  ["timestamp(R.attr.a) < timestamp(R.attr.b)",             "cel.bind(l, timestamp(R.attr.a), cel.bind(r, timestamp(R.attr.b), l < r))"],
  ["timestamp(R.attr.a) == timestamp(R.attr.b)",            "cel.bind(l, timestamp(R.attr.a), cel.bind(r, timestamp(R.attr.b), l == r))"],
  ["timestamp(R.attr.a) - timestamp(R.attr.b) >= duration('1h')", "cel.bind(l, timestamp(R.attr.a) - timestamp(R.attr.b), l >= duration('1h'))"],
  ["timeSince(timestamp(R.attr.a)) <= now() - timestamp(R.attr.b)", "cel.bind(l, timeSince(timestamp(R.attr.a)), cel.bind(r, now() - timestamp(R.attr.b), l <= r))"],
  ["R.attr.a.matches('^a.c$')",                             "R.attr.a.matches(P.attr.pattern)"],
  ["R.attr.a.inIPAddrRange('10.0.0.0/8')",                  "R.attr.a.inIPAddrRange(P.attr.range)"],
  ["R.attr.a.inIPAddrRange('::ffff:10.0.0.0/104')",         "R.attr.a.inIPAddrRange(P.attr.wide)"],
  ["int(R.attr.a) % 3 == int(R.attr.b)",                    "dyn(int(R.attr.a)) % dyn(3) == dyn(int(R.attr.b))"],
  ["int(R.attr.a) * int(R.attr.b) - 1 > 5",                 "dyn(int(R.attr.a)) * dyn(int(R.attr.b)) - dyn(1) > dyn(5)"],
  ["int(R.attr.a) / int(R.attr.b) + size(R.attr.list)",     "dyn(int(R.attr.a)) / dyn(int(R.attr.b)) + dyn(size(R.attr.list))"],
  ["R.attr.a * R.attr.b + 1.5 < R.attr.c",                  "dyn(R.attr.a * R.attr.b) + dyn(1.5) < R.attr.c"],
  ["R.attr.a.split('.')[0] == R.attr.b",                     "cel.bind(l, R.attr.a.split('.'), l[0] == R.attr.b)"],
  ["R.attr.a.split('.')[2]",                                "cel.bind(l, R.attr.a.split('.'), l[2])"],
  ["R.attr.a.split('aa')[1]",                               "cel.bind(l, R.attr.a.split('aa'), l[1])"],
  ["string(R.attr.a).split('.')[1] + R.attr.b",             "cel.bind(l, string(R.attr.a).split('.'), l[1] + R.attr.b)"],
  ["R.attr.a.split('')[1]",                                 "cel.bind(l, R.attr.a.split(''), l[1])"],
  ["R.attr.list[0].split('.')[-1]",                         "cel.bind(l, R.attr.list[0].split('.'), l[-1])"],
  ["R.attr.a - R.attr.b - R.attr.c * 2.0",                  "dyn(R.attr.a - R.attr.b) - dyn(R.attr.c * dyn(2.0))"],
];

const scalar = fc.oneof(
  fc.constantFrom(0, -0, -1, 1.5, 3, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 62, 2 ** 63, 1e300),
  fc.constantFrom(
    "a",
    "a.b",
    "a.b.c",
    "aaaaa",
    "a.x",
    "",
    ".",
    "abc",
    "12",
    "10.1.2.3",
    "11.1.2.3",
    "::ffff:10.1.2.3",
  ),
  fc.constantFrom(
    "2024-05-01T10:00:00Z",
    "2024-05-01T10:00:00.5Z",
    "2024-05-01T12:00:00+02:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
  ),
  fc.constantFrom(null, true, ["a", "b"], { n: 2 }),
);

const attributes = fc.record(
  { a: scalar, b: scalar, c: scalar, list: fc.oneof(fc.array(scalar, { maxLength: 4 }), scalar) },
  { requiredKeys: [] },
);

const modes: readonly ProgramMode[] = ["closures", "generated"];

test.each(laws.flatMap((law) => modes.map((mode) => [mode, ...law] as const)))(
  "as %s, %s is %s",
  (mode, fused, apart) => {
    const [whole, steps] = [fused, apart].map((text) => evaluator(text, mode));
    fc.assert(
      fc.property(attributes, (attr) => {
        expect(whole?.(attr)).toEqual(steps?.(attr));
      }),
      { numRuns: 500 },
    );
  },
);

function evaluator(text: string, mode: ProgramMode): (attr: object) => unknown {
  const { program } = compileExpression(text, policyEnvironment, { mode });
  if (program === undefined) expect.unreachable(text);
  return (attr) => {
    const value = program?.evaluate(
      activationFor(attr, { principal: { id: "bob", roles: [], attr: constants } }),
    );
    return value instanceof CelError ? { error: value.message } : { value };
  };
}
