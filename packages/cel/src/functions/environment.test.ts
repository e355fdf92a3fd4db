import { expect, test } from "vitest";
import { compileExpression } from "../evaluate/compile-expression.ts";
import {
  dynType,
  intType,
  listType,
  messageType,
  opaqueType,
  stringType,
  type Type,
} from "../type-system/type.ts";
import { CelError } from "../values/cel-error.ts";
import { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import { createEnvironment } from "./environment.ts";
import type { FunctionRow } from "./library.ts";

const rows: readonly FunctionRow[] = [
  { name: "which", signature: "(int) string", call: () => "int" },
  { name: "which", signature: "(list(string)) string", call: () => "texts" },
  { name: "which", signature: "(list(A)) string", call: () => "list" },
  { name: "which", signature: "(demo.place) string", call: () => "place" },
  { name: "which", signature: "string.(int) string", call: () => "member" },
  { name: "length", signature: "(string) int", call: (text: string) => text.length, safeInt: true },
  { name: "later", signature: "(int) timestamp", call: (instant: Timestamp) => instant, needs: "now" },
  { name: "anything", signature: "(int) string", call: (value: Value) => typeof value, total: true },
  {
    name: "found",
    signature: "(string) bool",
    call: (patterns) => patterns.get("a").test("a"),
    needs: "patterns",
  },
  {
    name: "place",
    signature: "(string) demo.place",
    call: (text: string) => text,
    literal: { argument: 0, isValid: (text) => text !== "" },
  },
];

const environment = createEnvironment({ libraries: [{ name: "demo", rows }], variables: [] });
const now = new Timestamp(7, 0);

function call(
  name: string,
  member: boolean,
  types: readonly Type[],
  args: readonly Value[],
): Value | CelError | undefined {
  return environment.functions.resolve(name, member, types)?.call(now, ...args);
}

const cases: readonly (readonly [string, boolean, readonly Value[], Value | CelError])[] = [
  ["which", false, [1n], "int"],
  ["which", false, [["a"]], "texts"],
  ["which", false, [[]], "texts"],
  ["which", false, [[1n]], "list"],
  ["which", true, ["a", 1n], "member"],
  ["which", false, ["a"], new CelError("no such overload: which(string)")],
  ["which", true, [1n, 1n], new CelError("no such overload: which(int, int)")],
  ["length", false, ["abc"], 3n],
  ["later", false, [1n], now],
  ["later", false, ["a"], new CelError("no such overload: later(string)")],
  ["anything", false, ["a"], "string"],
  ["found", false, ["a"], true],
];

test.each(cases)(
  "%s (member: %s) of %o is dispatched to what takes the values: %o",
  (name, member, args, expected) => {
    expect(
      call(
        name,
        member,
        args.map(() => dynType),
        args,
      ),
    ).toEqual(expected);
  },
);

test.each([
  ["which", [intType], "(int) string"],
  ["which", [dynType], undefined],
  ["which", [listType(stringType)], undefined],
  ["which", [listType(dynType)], undefined],
  ["which", [opaqueType("demo.place")], "(demo.place) string"],
  ["length", [stringType], "(string) int"],
  ["anything", [dynType], "(int) string"],
])("%s of %j leaves only the row %s", (name, types, signature) => {
  expect(environment.functions.resolve(name, false, types)?.direct?.signature).toBe(signature);
});

test.each([
  ["unknown", false, [dynType]],
  ["which", false, []],
  ["length", true, [dynType]],
] as const)("%s (member: %s) of %j is no function", (name, member, types) => {
  expect(environment.functions.resolve(name, member, types)).toBeUndefined();
});

test("the checker gets overloads in the order of the rows, types that can be named and literals to judge", () => {
  const { functions, types, literalChecks } = environment.declarations;
  expect([
    functions.get("which")?.map(({ member, parameters }) => [member, parameters.length]),
    [...(types?.keys() ?? [])],
    literalChecks?.get("place")?.isValid(""),
  ]).toEqual([
    [
      [false, 1],
      [false, 1],
      [false, 1],
      [false, 1],
      [true, 2],
    ],
    ["demo.place"],
    false,
  ]);
});

test("a signature that cannot be read is a mistake in a library", () => {
  const broken = { name: "broken", rows: [{ name: "f", signature: "(strin) int", call: () => 1n }] };
  expect(() => createEnvironment({ libraries: [broken], variables: [] })).toThrow(TypeError);
});

test("closures read the activation with the readers of the environment", () => {
  const read = createEnvironment({
    libraries: [],
    variables: [{ name: "u", type: messageType("user"), source: { kind: "path", path: ["user"] } }],
    messages: new Map([
      [
        "user",
        new Map([["name", { name: "name", type: stringType, property: "name", absent: "empty-string" }]]),
      ],
    ]),
    readers: new Map([["user.name", () => "ada"]]),
  });
  const { program } = compileExpression("u.name", read, { mode: "closures" });
  expect(program?.evaluate({ user: { name: "bob" }, now: new Timestamp(0, 0), computed: [] })).toBe("ada");
});
