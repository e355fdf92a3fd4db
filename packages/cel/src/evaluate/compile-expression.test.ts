import fc from "fast-check";
import { expect, test } from "vitest";
import { activationFor, policyEnvironment } from "../testdata/policy-environment.ts";
import { CelError, isCelError } from "../values/cel-error.ts";
import { valueToJson } from "../values/json.ts";
import { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import { type CompileOptions, compileExpression } from "./compile-expression.ts";
import type { Program } from "./program.ts";

function compile(text: string, options: CompileOptions = {}): Program {
  const { program, diagnostics } = compileExpression(text, policyEnvironment, options);
  return program ?? expect.unreachable(diagnostics.map(({ message }) => message).join(", "));
}

const attributes = {
  owner: "bob",
  level: 5,
  half: 1.5,
  yes: true,
  nothing: null,
  tags: ["x", "y"],
  numbers: [3, 1, 2],
  nested: { k: { v: 1 } },
};

/** JSON, or the text of the error after `!`. */
function evaluate(text: string, changes: object = {}, options: CompileOptions = {}): unknown {
  const value = compile(text, options).evaluate(activationFor(attributes, changes));
  return isCelError(value) ? `!${value.message}` : valueToJson(value);
}

test.each([
  ["true || R.attr.missing", true],
  ["R.attr.missing || true", true],
  ["R.attr.missing || false", "!no such key: missing"],
  ["false && R.attr.missing", false],
  ["R.attr.missing && false", false],
  ["R.attr.missing && true", "!no such key: missing"],
  ["R.attr.missing || 1 / 0 > 0", "!no such key: missing"],
  ["dyn(1) || true", true],
  ["dyn(1) && true", "!no such overload"],
  ["!dyn(1)", "!no such overload"],
  ["dyn(1) ? 1 : 2", "!no such overload"],
  ["true ? 1 : 1 / 0", 1],
  ["R.attr.missing == 1 ? 1 : 2", "!no such key: missing"],
])("%s is %j, absorbing what logic absorbs", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});

test.each([
  ["1 / 0", "!division by zero"],
  ["1 % 0", "!modulus by zero"],
  ["-7 / 2", -3],
  ["-5 % 3", -2],
  ["9223372036854775807 + 1", "!integer overflow"],
  ["dyn(1) + dyn(1.0)", "!no such overload"],
  ["R.attr.level + 1", "!no such overload"],
  ["R.attr.level + 1.0", 6],
  ["9007199254740993", "9007199254740993"],
  ["dyn(1) == 1.0 && dyn(1) == 1u", true],
  ["dyn(9007199254740993) == 9007199254740992.0", true],
  ["9223372036854775807 < 9223372036854775808.0", false],
  ["0.0 / 0.0 < 1.0", "!NaN values cannot be ordered"],
  ["1.0 < 0.0 / 0.0", "!NaN values cannot be ordered"],
  ["0.0 / 0.0 == 0.0 / 0.0", false],
  ["null < null", "!no such overload: _<_"],
  ["R.attr.level > 3", true],
  ["R.attr.level >= 5 && R.attr.level <= 5u", true],
  ["R.attr.owner > 3", "!no such overload"],
  ["R.attr.owner < 'c'", true],
  ["3 < R.attr.level", true],
  ["R.attr.level == 5", true],
  ["R.attr.level != 5.0", false],
  ["R.attr.owner != 'x'", true],
  ["R.attr.nothing == null", true],
  ["R.attr.missing != 'x'", "!no such key: missing"],
  ["R.attr.tags == ['x', 'y']", true],
  ["hierarchy('a.b') == hierarchy('a:b', ':')", true],
])("%s is %j", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});

test.each([
  ["R.attr.owner in ['al', 'bob']", true],
  ["R.attr.owner in ['1', '2', '3', '4', '5', '6', '7', '8', 'bob']", true],
  ["R.attr.level in ['al', 'bob']", false],
  ["R.attr.missing in ['al', 'bob']", "!no such key: missing"],
  ["R.attr.level in [4, 5]", true],
  ["'x' in R.attr.tags", true],
  ["'z' in R.attr.tags", false],
  ["'k' in R.attr.nested", true],
  ["'bob' in R.attr.owner", "!no such overload"],
  ["1.0 in R.attr.numbers", true],
  ["P.id in ['bob']", true],
  ["dyn(1.0) in {1: 2}", true],
  ["R.attr.owner in dyn('a')", "!no such overload"],
])("%s is %j", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});

test.each([
  ["R.attr.nested.k.v", 1],
  ["R.attr['nested']['k'].v", 1],
  ["R.attr.nested.x.v", "!no such key: x"],
  ["{b'a': 1}.size()", "!unsupported key type: bytes"],
  ["R.attr.owner.length", "!no such key: length"],
  ["R.attr.tags.length", "!unsupported index type 'string' in list"],
  ["has(R.attr.tags.length)", "!unsupported index type 'string' in list"],
  ["R.attr.numbers[0]", 3],
  ["R.attr.numbers[R.attr.level - 4.0]", 1],
  ["R.attr.numbers[R.attr.half]", "!unsupported index value 1.5 in list"],
  ["[1, 2][-1]", "!index out of bounds: -1"],
  ["{1: 'a'}[dyn(1.0)]", "a"],
  ["{'a': 1, 'a': 2}", { a: 2 }],
  ["dyn(1).a", "!no such key: a"],
  ["has(dyn(null).a)", false],
  ["has({}.a.b)", "!no such key: a"],
  ["has(R.attr.nothing)", true],
  ["has(R.attr.nested.z)", false],
  ["hierarchy('a.b')[1]", "b"],
  ["R.attr.?owner.orValue('x')", "bob"],
  ["R.attr.?missing.orValue('x')", "x"],
  ["R.attr.nested.?k.?v.hasValue()", true],
  ["R.attr.?owner.or(optional.of(1 / 0)).value()", "bob"],
  ["R.attr.numbers[?7].orValue(9.0)", 9],
  ["[?R.attr.?missing, 1]", [1]],
  ["{?'a': R.attr.?owner, ?'b': R.attr.?missing}", { a: "bob" }],
  ["R.attr.?level.optMap(x, x * 2.0).value()", 10],
  ["R.attr.?missing.optFlatMap(x, optional.of(x)).hasValue()", false],
])("%s reads %j", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});

test.each([
  ["P", { id: "bob", roles: ["user"] }],
  ["R", { kind: "document", id: "d1", attr: attributes, scope: "acme" }],
  [
    "request",
    {
      principal: { id: "bob", roles: ["user"] },
      resource: { kind: "document", id: "d1", attr: attributes, scope: "acme" },
    },
  ],
  ["P.scope", ""],
  ["has(P.scope)", false],
  ["has(R.scope)", true],
  ["has(P.attr)", false],
  ["has(R.attr)", true],
  ["P.attr == {}", true],
  ["P.attr.x", "!no such key: x"],
  ["runtime.effectiveDerivedRoles", []],
  ["has(request.auxData)", false],
  ["has(request.auxData.jwt)", false],
  ["request.auxData", {}],
  ["request.auxData.jwt.iss", "!no such key: iss"],
  ["request.resource.attr.owner == request.principal.id", true],
  ["G.region", "eu"],
  ["has(G.region)", true],
  ["G.missing", "!undefined field 'missing'"],
  ["has(G.missing)", false],
  ["G.constructor", "!undefined field 'constructor'"],
])("%s reads %j from the request", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});

test.each([
  ["[0, 1].exists(x, 1 / x > 0)", true],
  ["[1, 0].all(x, 1 / x > 0)", "!division by zero"],
  ["[0, -1].all(x, 1 / x > 0)", false],
  ["[].all(x, false)", true],
  ["[].exists(x, true)", false],
  ["[1, 2, 1].exists_one(x, x == 2)", true],
  ["[1, 0].existsOne(x, 1 / x > 0)", "!division by zero"],
  ["[1].all(x, dyn(x))", "!no such overload"],
  ["[dyn(1), dyn(true)].exists(x, x)", true],
  ["R.attr.numbers.filter(x, x > 1)", [3, 2]],
  ["R.attr.numbers.map(x, x > 1, x * 2.0)", [6, 4]],
  ["[1].filter(x, dyn(x))", "!no such overload"],
  ["R.attr.nested.map(k, k)", ["k"]],
  ["dyn(1).exists(x, true)", "!got 'types.Int', expected iterable type"],
  ["[5, 6].transformList(i, v, i > 0, v)", [6]],
  ["{'a': 1, 'b': 2}.transformMap(k, v, k != 'a', v * 2)", { b: 4 }],
  ["['a', 'b'].transformMapEntry(i, v, {v: i})", { a: 0, b: 1 }],
  ["[1, 1].transformMapEntry(i, v, {v: i})", "!insert failed: key 1 already exists"],
  ["{'a': 1}.all(k, v, v == 1 && k == 'a')", true],
  ["dyn(1).exists(i, v, true)", "!got 'types.Int', expected iterable type"],
  ["[3, 1, 2].sortBy(x, -x)", [3, 2, 1]],
  ["[1, 'a'].sortBy(x, x)", "!list elements must have the same type"],
  [
    "[1, 2].map(x, [3, 4].map(x, x))",
    [
      [3, 4],
      [3, 4],
    ],
  ],
  [
    "[1, 2].map(x, [3, 4].map(y, x * y))",
    [
      [3, 4],
      [6, 8],
    ],
  ],
  ["cel.bind(x, 1 / 0, true)", true],
  ["cel.bind(x, [3, 4].map(y, y), [1, 2].map(z, x[0] * z))", [3, 6]],
  ["cel.bind(a, 1, cel.bind(a, a + 1, a))", 2],
  ["[1, 2].map(x, cel.bind(y, x * 10, y + y))", [20, 40]],
])("%s iterates to %j", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});

test.each([
  ["size(R.attr.tags) > 1", true],
  ["size(R.attr.tags) == 2", true],
  ["size(R.attr.level) > 1", "!no such overload: size"],
  ["size(R.attr.missing) > 1", "!no such key: missing"],
  ["R.attr.owner.startsWith('b')", true],
  ["R.attr.level.startsWith('b')", "!no such overload"],
  ["'b'.startsWith(R.attr.missing)", "!no such key: missing"],
  ["intersect(R.attr.tags, ['x'])[0].startsWith('x')", true],
  ["(true ? null : timestamp(0)) == null", true],
  ["now() == timestamp(1700000000)", true],
  ["math.greatest(1, 2.5, 3u)", 3],
])("%s calls to %j", (text, value) => {
  expect(evaluate(text)).toEqual(value);
});

test("null in place of a timestamp is an error and not a crash", () => {
  expect(evaluate("(R.attr.yes ? null : timestamp(0)) == null")).toBe(true);
  expect(
    compile("(R.attr.yes ? timestamp(0) : null).getFullYear()").evaluate(activationFor(attributes)),
  ).toBe(1970n);
  expect(
    compile("(R.attr.yes ? timestamp(0) : null).getFullYear()").evaluate(activationFor({ yes: false })),
  ).toBeInstanceOf(CelError);
});

test("a computed variable runs once per request, at its first read", () => {
  const inner = compile("R.attr.level > 3");
  let runs = 0;
  const counted: Program = {
    ...inner,
    evaluate(request) {
      runs++;
      return inner.evaluate(request);
    },
  };
  const program = compile("V.high && V.high && has(V.high)", {
    computed: new Map([["high", { slot: 0, program: counted }]]),
  });
  const activation = activationFor(attributes);
  expect([program.evaluate(activation), runs, activation.computed]).toEqual([true, 1, [true]]);
});

test.each([
  ["V.failed", "!undefined field 'failed'", null],
  ["has(V.failed)", false, true],
  ["V.failed == null", "!undefined field 'failed'", true],
  ["V.unknown", "!undefined field 'unknown'", "!undefined field 'unknown'"],
  ["has(V.unknown)", false, false],
  ["V.none", null, null],
  ["has(V.none)", true, true],
  ["C.limit + 1.0", 11, 11],
  ["has(C.limit)", true, true],
  ["C.unknown", "!undefined field 'unknown'", "!undefined field 'unknown'"],
  ["has(C.unknown)", false, false],
])("%s reads %j, and %j while derived roles are activated", (text, value, activating) => {
  const options: CompileOptions = {
    computed: new Map([
      ["failed", { slot: 0, program: compile("R.attr.missing") }],
      ["none", { slot: 1, program: compile("null") }],
    ]),
    constants: new Map<string, Value>([["limit", 10]]),
  };
  const changes = { undefinedComputedIsNull: true };
  expect([evaluate(text, {}, options), evaluate(text, changes, options)]).toEqual([value, activating]);
});

test("an error found in the activation is an error", () => {
  expect(evaluate("P.attr.x == 1", { principal: { attr: { x: new CelError("unreadable") } } })).toBe(
    "!unreadable",
  );
});

test.each([
  [
    "R.attr.owner == P.id",
    [
      ["R", "attr", "owner"],
      ["P", "id"],
    ],
  ],
  ["R.attr['a'].b + R.attr.a.b", [["R", "attr", "a", "b"]]],
  [
    "has(V.x) && C.y.z",
    [
      ["V", "x"],
      ["C", "y", "z"],
    ],
  ],
  ["[1].exists(R, R == 1)", []],
  ["request.resource.attr.tags[0]", [["request", "resource", "attr", "tags"]]],
])("%s reads %j", (text, reads) => {
  expect(compile(text).reads).toEqual(reads);
});

test.each([
  ["true", true],
  ["R.attr.owner", new CelError("no such overload")],
  ["R.attr.missing", new CelError("no such key: missing")],
])("%s as a condition is %j", (text, outcome) => {
  expect(compile(text).test(activationFor(attributes))).toEqual(outcome);
});

test.each([
  ["1 + 2", "constant"],
  ["lists.range(10)", "constant"],
  ["lists.range(1000000)", "call"],
  ["timestamp('2020-01-01T00:00:00Z')", "constant"],
  ["1 / 0", "arithmetic"],
  ["now()", "call"],
  ["timestamp(0).timeSince()", "call"],
])("%s is lowered to a %s", (text, kind) => {
  expect(compile(text).operation.kind).toBe(kind);
});

test("names an author chooses read only what is in the request", () => {
  const names = fc.oneof(
    fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype), "length", "prototype", "then"),
    fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/),
  );
  fc.assert(
    fc.property(names, fc.boolean(), (name, isThere) => {
      fc.pre(!["in", "true", "false", "null"].includes(name));
      const attr = isThere ? JSON.parse(`{${JSON.stringify(name)}: {${JSON.stringify(name)}: "here"}}`) : {};
      const texts = [
        `R.attr.${name}.${name}`,
        `R.attr["${name}"].${name}`,
        `dyn(R.attr)[string("${name}")].${name}`,
      ];
      const found = texts.map((text) => compile(text).evaluate(activationFor(attr)));
      const expected = isThere ? "here" : new CelError(`no such key: ${name}`);
      expect(found).toEqual(texts.map(() => expected));
    }),
  );
});

test("folding constants changes no result", () => {
  const leaf = fc.constantFrom("1", "0", "2.5", "'a'", "true", "false", "null", "[1, 2]", "{'a': 1}", "1u");
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc
        .tuple(
          tie("tree"),
          fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", "in", "&&", "||"),
          tie("tree"),
        )
        .map(([left, operator, right]) => `(dyn(${left}) ${operator} dyn(${right}))`),
      tie("tree").map((of) => `!dyn(${of})`),
      fc
        .tuple(tie("tree"), tie("tree"), tie("tree"))
        .map(([a, b, c]) => `(dyn(${a}) ? dyn(${b}) : dyn(${c}))`),
    ),
  }));
  fc.assert(
    fc.property(tree, (text) => {
      expect(evaluate(unfolded(text))).toEqual(evaluate(text));
    }),
  );
});

/** The same expression over values that are only known when it runs. */
function unfolded(text: string): string {
  return text.replace(
    /(?<![\w.'])(?:\d+(?:\.\d+)?u?|'a'|true|false|null)(?![\w.'])/g,
    (leaf) => `(has(R.attr.yes) ? dyn(${leaf}) : null)`,
  );
}

test("a map of many entries is made in linear time", () => {
  const activation = activationFor({ list: Array.from({ length: 30_000 }, (_, i) => `k${i}`) });
  expect(compile("size(R.attr.list.transformMapEntry(i, v, {v: i}))").evaluate(activation)).toBe(30_000n);
});

test("the request instant is the one of the activation", () => {
  const activation = activationFor({}, { now: new Timestamp(5, 0) });
  expect(compile("int(now())").evaluate(activation)).toBe(5n);
});
