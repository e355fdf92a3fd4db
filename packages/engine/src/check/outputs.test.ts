import { expect, test } from "vitest";
import {
  type AskParts,
  allow,
  deny,
  derivedRoles,
  does,
  pdpOf,
  principal,
  request,
  resource,
  role,
} from "../testdata/policies.ts";

/** `source value action` of each output, in order. */
function outputsOf(policies: Parameters<typeof pdpOf>[0], actions: string, parts: AskParts = {}): unknown[] {
  const { outputs } = pdpOf(policies).check(request(actions, parts));
  return outputs.map(({ source, value, error, action }) =>
    error === undefined ? [source, action, value] : [source, action, "error", error],
  );
}

const one = "resource.foo.vdefault#rule-001";
const two = "resource.foo.vdefault#rule-002";

const owners = [
  derivedRoles("own", [["own", "a", "R.attr.x == 1"]]),
  resource(
    "foo",
    [
      allow("view", "", { derived: "own", if: "R.attr.y == 1", out: ['"on"', '"off"'] }),
      deny("view", "a", { if: "R.attr.z == 1", out: ['"deny"', '"nodeny"'] }),
    ],
    { import: "own" },
  ),
];

test.each<[x: number, y: number, z: number, effect: string, values: string[]]>([
  [1, 1, 0, "allow", ["on", "nodeny"]],
  [1, 0, 0, "deny", ["off", "nodeny"]],
  [0, 1, 0, "deny", ["nodeny"]],
  [1, 1, 1, "deny", ["on", "deny"]],
])("x=%i y=%i z=%i is %s and emits %j", (x, y, z, effect, values) => {
  const decision = pdpOf(owners).check(request("view", { r: { x, y, z } }));
  expect([decision.actions.get("view")?.effect, decision.outputs.map(({ value }) => value)]).toEqual([
    effect,
    values,
  ]);
});

test("a derived role that is not active emits nothing, for whichever role and action asks", () => {
  expect(outputsOf(owners, "view", { roles: "a b", r: { x: 0, y: 1, z: 0 } })).toEqual([
    [two, "view", "nodeny"],
  ]);
});

test.each<
  [
    title: string,
    rules: readonly ReturnType<typeof allow>[],
    actions: string,
    roles: string,
    outputs: unknown[],
  ]
>([
  [
    "a denial for everybody emits once per role",
    [deny("view", "*", { out: ['"d"'] })],
    "view",
    "a b",
    [
      [one, "view", "d"],
      [one, "view", "d"],
    ],
  ],
  [
    "an allow stops after the first role",
    [allow("view", "*", { out: ['"d"'] })],
    "view",
    "a b",
    [[one, "view", "d"]],
  ],
  [
    "a rule with two matching action patterns emits twice",
    [allow("m8 m*", "a", { out: ['"d"'] })],
    "m8",
    "a",
    [
      [one, "m8", "d"],
      [one, "m8", "d"],
    ],
  ],
  [
    "rows after a denial emit nothing",
    [deny("view", "a", { out: ['"d"'] }), allow("view", "a", { out: ['"e"'] })],
    "view",
    "a",
    [[one, "view", "d"]],
  ],
  [
    "actions emit in request order",
    [allow("*", "a", { out: ['"d"'] })],
    "z b",
    "a",
    [
      [one, "z", "d"],
      [one, "b", "d"],
    ],
  ],
  [
    "a named rule is named",
    [allow("view", "a", { name: "r1", out: ['"d"'] })],
    "view",
    "a",
    [["resource.foo.vdefault#r1", "view", "d"]],
  ],
  [
    "a failing output says why",
    [allow("view", "a", { out: ["R.attr.nope"] })],
    "view",
    "a",
    [[one, "view", "error", "no such key: nope"]],
  ],
])("%s", (_, rules, actions, roles, outputs) => {
  expect(outputsOf([resource("foo", rules)], actions, { roles })).toEqual(outputs);
});

test("a rule with two active derived roles emits twice", () => {
  const policies = [
    derivedRoles("set", [
      ["first", "a"],
      ["second", "a"],
    ]),
    resource("foo", [allow("view", "", { derived: "first second", out: ['"d"'] })], { import: "set" }),
  ];
  expect(outputsOf(policies, "view")).toEqual([
    [one, "view", "d"],
    [one, "view", "d"],
  ]);
});

test.each<[expression: string, value: unknown]>([
  ["true", true],
  ['"s"', "s"],
  ["null", null],
  ["1.5", 1.5],
  ["42", 42],
  ["9223372036854775807", "9223372036854775807"],
  ["7u", 7],
  ['b"ab"', "YWI="],
  ['timestamp("2020-01-01T00:00:00Z")', "2020-01-01T00:00:00Z"],
  ['duration("90m")', "5400s"],
  ['[1, {"a": [2]}]', [1, { a: [2] }]],
  ["R.attr", { n: 1 }],
  ["P", { id: "alice", roles: ["a"] }],
])("output %s is %j", (expression, value) => {
  const policies = [resource("foo", [allow("view", "a", { out: [expression] })])];
  expect(outputsOf(policies, "view", { r: { n: 1 } })).toEqual([[one, "view", value]]);
});

test.each(["1.0 / 0.0", "{1: 2}", "int"])(
  "output %s cannot be shown, which is an error of that entry alone",
  (expression) => {
    const policies = [
      resource("foo", [allow("view", "a", { out: [expression] }), allow("view", "a", { out: ['"fine"'] })]),
    ];
    expect(outputsOf(policies, "view")).toEqual([
      [one, "view", "error", expect.any(String)],
      [two, "view", "fine"],
    ]);
  },
);

test("principal policies emit before resource policies", () => {
  const policies = [
    principal("alice", { "*": [does("view", "ALLOW", { if: "false", out: ['"p"', '"not p"'] })] }),
    resource("foo", [allow("view", "a", { out: ['"r"'] })]),
  ];
  expect(outputsOf(policies, "view")).toEqual([
    ["principal.alice.vdefault#*_rule-001", "view", "not p"],
    [one, "view", "r"],
  ]);
});

test.each<[ok: boolean, outputs: unknown[]]>([
  [true, [["role.a.vdefault#", "view", "met"]]],
  [false, [["role.a.vdefault#", "view", "not met"]]],
])("a role policy's rule whose condition is %j emits %j", (ok, outputs) => {
  const policies = [
    role("a", "", [["foo", "view", { if: "R.attr.ok", out: ['"met"', '"not met"'] }]]),
    resource("foo", [allow("view", "a")]),
  ];
  expect(outputsOf(policies, "view", { r: { ok } })).toEqual(outputs);
});

test("an unconditional rule of a role policy emits without restricting", () => {
  const policies = [
    role("a", "", [["foo", "view", { out: ['"met"'] }]]),
    resource("foo", [allow("view", "a")]),
  ];
  const decision = pdpOf(policies).check(request("view"));
  expect([decision.isAllowed("view"), decision.outputs]).toEqual([
    true,
    [{ source: "role.a.vdefault#", action: "view", value: "met" }],
  ]);
});

test("where parents must consent, outputs follow the inverted condition", () => {
  const policies = [
    resource("foo", [allow("view", "a")]),
    resource("foo", [allow("view", "a", { if: "R.attr.ok", out: ['"on"', '"off"'] })], {
      scope: "acme",
      consent: true,
    }),
  ];
  const emitted = [true, false].map((ok) => outputsOf(policies, "view", { scope: "acme", r: { ok } }));
  expect(emitted).toEqual([
    [["resource.foo.vdefault/acme#rule-001", "view", "off"]],
    [["resource.foo.vdefault/acme#rule-001", "view", "on"]],
  ]);
});
