import type { CheckRequest } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { createPdp, PolicyError } from "./index.ts";
import { allow, ask, deny, filesOf, pdpOf, request, resource } from "./testdata/policies.ts";

const pdp = pdpOf([resource("foo", [allow("view edit", "a"), deny("edit", "a", { if: "R.attr.locked" })])]);

test("a decision answers by action", () => {
  const decision = pdp.check(request("view edit drop", { r: { locked: true } }));
  expect({
    view: decision.isAllowed("view"),
    edit: decision.isAllowed("edit"),
    all: decision.allAllowed(),
    allowed: decision.allowedActions(),
    actions: [...decision.actions.keys()],
  }).toEqual({ view: true, edit: false, all: false, allowed: ["view"], actions: ["view", "edit", "drop"] });
});

test("asking a decision about an action that was not requested is a mistake", () => {
  expect(() => pdp.check(request("view")).isAllowed("edit")).toThrow(
    new TypeError("action `edit` was not asked about: add it to `actions` of the request"),
  );
});

test("a decision keeps its actions when the caller's list changes", () => {
  const actions = ["view"];
  const decision = pdp.check({ ...request("view"), actions });
  actions[0] = "edit";
  expect([...decision.actions.keys()]).toEqual(["view"]);
});

test("several resources are answered in order and at one instant", () => {
  let seconds = 0;
  const clocked = createPdp({
    policies: filesOf([resource("foo", [allow("view", "a", { out: ["string(now())"] })])]),
    now: () => new Date(1_600_000_000_000 + 1_000 * seconds++),
  });
  const { principal, resource: first } = request("view");
  const ask2 = () =>
    clocked
      .checkResources({
        principal,
        resources: [
          { resource: first, actions: ["view"] },
          { resource: { ...first, kind: "bar" }, actions: ["edit"] },
          { resource: first, actions: ["view"] },
        ],
      })
      .map((decision) => [decision.allAllowed(), decision.outputs.map(({ value }) => value)]);
  expect([ask2(), ask2()]).toEqual([
    [
      [true, ["2020-09-13T12:26:40Z"]],
      [false, []],
      [true, ["2020-09-13T12:26:40Z"]],
    ],
    [
      [true, ["2020-09-13T12:26:41Z"]],
      [false, []],
      [true, ["2020-09-13T12:26:41Z"]],
    ],
  ]);
});

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

test.each<[title: string, change: (request: Mutable) => void, message: string]>([
  [
    "no principal",
    (r) => {
      delete r.principal;
    },
    "`principal` is not usable: pass `{ id, roles }`",
  ],
  [
    "no resource",
    (r) => {
      delete r.resource;
    },
    "`resource` is not usable: pass `{ kind, id }`",
  ],
  [
    "an empty id",
    (r) => {
      r.principal.id = "";
    },
    "`principal.id` is not usable: pass a string that is not empty",
  ],
  [
    "no roles",
    (r) => {
      r.principal.roles = [];
    },
    "`principal.roles` is not usable: pass at least one role",
  ],
  [
    "a role that is a number",
    (r) => {
      r.principal.roles = [1];
    },
    "`principal.roles[0]` is not usable: pass strings that are not empty",
  ],
  [
    "a role twice",
    (r) => {
      r.principal.roles = ["a", "a"];
    },
    "`principal.roles[1]` is not usable: `a` is there twice; pass it once",
  ],
  [
    "roles as text",
    (r) => {
      r.principal.roles = "admin";
    },
    '`principal.roles` is not usable: pass a list, such as `["…"]`',
  ],
  [
    "no actions",
    (r) => {
      r.actions = [];
    },
    "`actions` is not usable: pass at least one action",
  ],
  [
    "actions left out",
    (r) => {
      delete r.actions;
    },
    "`actions` is not usable: pass at least one action",
  ],
  [
    "no kind",
    (r) => {
      delete r.resource.kind;
    },
    "`resource.kind` is not usable: pass a string that is not empty",
  ],
  [
    "a version that none can be",
    (r) => {
      r.resource.policyVersion = "1.0";
    },
    "`resource.policyVersion` is not usable: use letters, digits and `_` only",
  ],
  [
    "a scope that none can be",
    (r) => {
      r.principal.scope = "a..b";
    },
    "`principal.scope` is not usable: use segments of letters, digits, `-` and `_` with `.` between them",
  ],
  [
    "attributes under the name that policies use",
    (r) => {
      r.principal.attr = r.principal.attributes;
      delete r.principal.attributes;
    },
    "`principal.attr` is not usable: write `principal.attributes`",
  ],
  [
    "attributes of a resource under that name",
    (r) => {
      r.resource.attr = {};
      delete r.resource.attributes;
    },
    "`resource.attr` is not usable: write `resource.attributes`",
  ],
  [
    "attributes that are a list",
    (r) => {
      r.resource.attributes = [];
    },
    "`resource.attributes` is not JSON: pass a plain object",
  ],
  [
    "a date",
    (r) => {
      r.resource.attributes = { at: new Date(0) };
    },
    "`resource.attributes.at` is not JSON: pass a date as text, such as `date.toISOString()`",
  ],
  [
    "a function",
    (r) => {
      r.resource.attributes = { list: [{ f: () => 1 }] };
    },
    "`resource.attributes.list[0].f` is not JSON: leave it out, it is no JSON value",
  ],
  [
    "a bigint",
    (r) => {
      r.principal.attributes = { n: 1n };
    },
    "`principal.attributes.n` is not JSON: pass a number, or text when it is large",
  ],
  [
    "NaN",
    (r) => {
      r.principal.attributes = { n: Number.NaN };
    },
    "`principal.attributes.n` is not JSON: pass a finite number",
  ],
  [
    "a map",
    (r) => {
      r.principal.attributes = { m: new Map() };
    },
    "`principal.attributes.m` is not JSON: pass plain objects and arrays instead of class instances",
  ],
  [
    "undefined in a list",
    (r) => {
      r.principal.attributes = { l: [undefined] };
    },
    "`principal.attributes.l[0]` is not JSON: pass null, or leave the element out",
  ],
  [
    "claims by name in an object",
    (r) => {
      r.auxData = { jwts: { one: {} } };
    },
    "`auxData.jwts` is not usable: pass a `Map` of claims by token name",
  ],
  [
    "auxiliary data as text",
    (r) => {
      r.auxData = "eyJ";
    },
    "`auxData` is not usable: pass `{ jwt }` or leave it out",
  ],
  [
    "one of many roles twice",
    (r) => {
      r.principal.roles = [...Array(30).keys(), 7].map(String);
    },
    "`principal.roles[30]` is not usable: `7` is there twice; pass it once",
  ],
  [
    "claims that are no object",
    (r) => {
      r.auxData = { jwt: "eyJ" };
    },
    "`auxData.jwt` is not JSON: pass a plain object",
  ],
])("%s is a mistake of the caller", (_, change, message) => {
  const wrong = structuredClone(request("view", { r: {}, p: {} })) as unknown as Mutable;
  change(wrong);
  expect(() => pdp.check(wrong as unknown as CheckRequest)).toThrow(new TypeError(message));
});

// biome-ignore lint/suspicious/noExplicitAny: these rows break the types on purpose
type Mutable = any;

test("attributes that contain themselves are a mistake of the caller", () => {
  expect(() => pdp.check(request("view", { r: cyclic as never }))).toThrow(
    /is not JSON: it is nested too deeply/,
  );
});

test("a mistake inside a batch says where it is", () => {
  const { principal, resource: first } = request("view");
  const resources = [
    { resource: first, actions: ["view"] },
    { resource: first, actions: [] },
  ];
  expect(() => pdp.checkResources({ principal, resources })).toThrow(
    new TypeError("in `resources[1]`: `actions` is not usable: pass at least one action"),
  );
});

test.each<[call: () => unknown, message: string]>([
  [() => pdp.check(undefined as never), "there is no request: pass `{ principal, resource, actions }`"],
  [
    () => pdp.checkResources({ ...request("view"), resources: undefined as never }),
    "`resources` is not usable: pass a list of `{ resource, actions }`",
  ],
  [
    () => pdp.checkResources({ ...request("view"), resources: [null as never] }),
    "in `resources[0]`: there is nothing to check: pass `{ resource, actions }`",
  ],
])("a call without its parts is a mistake of the caller: %s", (call, message) => {
  expect(call).toThrow(new TypeError(message));
});

test("attributes that are undefined are absent", () => {
  const asked = pdpOf([
    resource("foo", [allow("view", "a", { if: "size(R.attr) == 1 && R.attr.list[0] == {}" })]),
  ]);
  const attributes = { gone: undefined, list: [{ also: undefined }] };
  expect(asked.check(request("view", { r: attributes as never })).isAllowed("view")).toBe(true);
});

test("policies that do not compile are refused with every problem", () => {
  const broken = filesOf([
    resource("foo", [allow("view", "a", { if: "R.attr.x ==" }), allow("edit", "a", { if: "nobody" })]),
  ]);
  const error = failureOf(() => createPdp({ policies: broken }));
  expect([
    error.code,
    error.diagnostics.length,
    /^policy-0\.json:\d+:\d+: .* \(and 1 more problem\)$/s.test(error.message),
  ]).toEqual(["policy/invalid", 2, true]);
});

function failureOf(act: () => unknown): PolicyError {
  try {
    act();
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("policies can be given as files", () => {
  const files = Object.entries(filesOf([resource("foo", [allow("view", "a")])])).map(([path, text]) => ({
    path,
    text,
  }));
  expect(ask(createPdp({ policies: files }), "view")).toBe("allow resource.foo.vdefault");
});

test("the status counts what decisions are made from", () => {
  expect(pdp.status).toEqual({ revision: "fixed", policyCount: 1, reloadFailure: undefined });
});

test("an internal mistake denies every action and is reported", () => {
  const errors: unknown[] = [];
  const broken = createPdp({
    policies: filesOf([
      resource("foo", [
        allow("view", "a"),
        allow("edit", "a", { if: "now() > timestamp('2020-01-01T00:00:00Z')" }),
      ]),
    ]),
    now: () => {
      throw new Error("no clock");
    },
    onInternalError: (error) => errors.push(error),
  });
  expect([broken.check(request("view edit")).allowedActions(), errors]).toEqual([
    [],
    [new Error("no clock")],
  ]);
});

test("a global that no expression could name is a mistake of the caller", () => {
  expect(() => createPdp({ policies: {}, globals: { "a-b": 1 } })).toThrow(
    new TypeError("`globals` has `a-b`: name it with letters, digits and `_`"),
  );
});

test.each<[version: string | undefined, answer: string]>([
  [undefined, "allow resource.foo.vv2"],
  ["default", "deny NO_MATCH"],
])("with default version v2, version %j: %s", (version, answer) => {
  const asked = pdpOf([resource("foo", [allow("view", "a")], { version: "v2" })], {
    defaultPolicyVersion: "v2",
  });
  expect(ask(asked, "view", version === undefined ? {} : { version })).toBe(answer);
});

test("claims of tokens are seen by conditions", () => {
  const asked = pdpOf([
    resource("foo", [
      allow("jwt", "a", { if: 'request.auxData.jwt.iss == "me"' }),
      allow("jwts", "a", { if: 'request.auxData.jwts.second.claims.iss == "other"' }),
      allow("none", "a", { if: "has(request.auxData.jwts.third)" }),
    ]),
  ]);
  const auxData = { jwt: { iss: "me" }, jwts: new Map([["second", { iss: "other" }]]) };
  expect(asked.check({ ...request("jwt jwts none"), auxData }).allowedActions()).toEqual(["jwt", "jwts"]);
});
