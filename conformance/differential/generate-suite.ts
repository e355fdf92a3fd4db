import { parse, stringify } from "yaml";
import type { Random } from "./random.ts";
import type { NamedText } from "./reference-server.ts";

/** The policies that generated suites test. COMPAT(cerbos): 0.51 stumbles over quotes in braces, so there are none. */
export function suitePolicies(): readonly NamedText[] {
  return POLICIES.map(({ path, text }) => ({
    path,
    text: path.endsWith(".json") ? text : stringify(parse(text)),
  }));
}

const POLICIES: readonly NamedText[] = [
  {
    path: "document.yaml",
    text: `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  importDerivedRoles: [roles]
  schemas: {resourceSchema: {ref: "cerbos:///document.json"}}
  rules:
    - {actions: [view], effect: EFFECT_ALLOW, roles: [user], name: shown, output: {when: {ruleActivated: '{"id": R.id, "size": 1}', conditionNotMet: '"not met"'}}}
    - {actions: [edit, "edit:*"], effect: EFFECT_ALLOW, derivedRoles: [owner]}
    - {actions: [late], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: now() > timestamp("2025-01-01T00:00:00Z")}}}
    - {actions: [limited], effect: EFFECT_ALLOW, roles: ["*"], name: limited, condition: {match: {expr: G.limit == 10.0}}, output: {when: {ruleActivated: G.limit, conditionNotMet: '"over"'}}}
    - {actions: [token], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: request.auxData.jwt.sub == "ada"}}}
    - {actions: [delete], effect: EFFECT_DENY, roles: ["*"], name: never, output: {when: {ruleActivated: '[1, "two", null, true]'}}}
`,
  },
  {
    path: "document_v2.yaml",
    text: `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: v2
  rules:
    - {actions: ["*"], effect: EFFECT_ALLOW, roles: [user, guest]}
`,
  },
  {
    path: "document_acme.yaml",
    text: `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  scope: acme
  rules:
    - {actions: [view], effect: EFFECT_DENY, roles: [guest], name: scoped, output: {when: {ruleActivated: R.scope}}}
    - {actions: [late], effect: EFFECT_ALLOW, roles: [guest]}
`,
  },
  {
    path: "roles.yaml",
    text: `apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: roles
  definitions:
    - {name: owner, parentRoles: [user], condition: {match: {expr: R.attr.owner == P.id}}}
`,
  },
  {
    path: "eve.yaml",
    text: `apiVersion: api.cerbos.dev/v1
principalPolicy:
  principal: eve
  version: default
  rules:
    - {resource: document, actions: [{action: delete, effect: EFFECT_ALLOW}, {action: view, effect: EFFECT_DENY}]}
`,
  },
  { path: "_schemas/document.json", text: '{"type": "object", "properties": {"owner": {"type": "string"}}}' },
];

/** A suite while it is being made; mistakes change it in place. */
export type Draft = null | boolean | number | string | Draft[] | DraftObject;
export interface DraftObject {
  [name: string]: Draft;
}

const PRINCIPALS: DraftObject = {
  ada: { id: "ada", roles: ["user"] },
  bob: { id: "bob", roles: ["guest"], attr: { team: "a", size: 1.5 } },
  eve: { id: "eve", roles: ["user", "guest"], policyVersion: "default" },
};
const RESOURCES: DraftObject = {
  d1: { kind: "document", id: "1", attr: { owner: "ada" } },
  d2: { kind: "document", id: "2", policyVersion: "v2" },
  d3: { kind: "document", id: "3", scope: "acme", attr: { owner: "eve" } },
  d4: { kind: "document", id: "4", scope: "acme.hr" },
  bad: { kind: "document", id: "5", attr: { owner: 5 } },
  other: { kind: "folder", id: "6" },
};
const ACTIONS = ["view", "edit", "edit:title", "late", "limited", "token", "delete", "strange"];
const SOURCES = [
  "resource.document.vdefault#shown",
  "resource.document.vdefault#limited",
  "resource.document.vdefault/acme#scoped",
  "resource.document.vdefault#never",
  "nowhere",
];
/** COMPAT(cerbos): 0.51 reads `no` and `n` in suites as false, so they are not among them. */
const VALUES: readonly [Draft, ...Draft[]] = [
  { id: "1", size: 1 },
  "not met",
  "over",
  10,
  [1, "two", null, true],
  "acme",
  null,
];

/** A folder with one suite, and perhaps fixtures beside it. */
export interface SuiteDraft {
  readonly suite: DraftObject;
  /** By file name in `testdata`. */
  readonly fixtures: Map<string, DraftObject>;
}

/** Makes a suite that can be run, whatever comes of it. */
export function generateSuite(random: Random): SuiteDraft {
  const fixtures = new Map<string, DraftObject>();
  const place = (file: string, content: DraftObject): DraftObject => {
    if (random.chance(0.6)) return content;
    fixtures.set(`${file}.${random.pick(["yaml", "yml", "json"])}`, content);
    return {};
  };
  const suite: DraftObject = {
    name: random.pick(["Documents", "Ünïcode 🎉", "with (brackets) & <signs>", "a"]),
    ...(random.chance(0.3) ? { description: random.pick(["What it is", "two\nlines"]) } : {}),
    ...(random.chance(0.05) ? { skip: true, skipReason: "later" } : {}),
    ...(random.chance(0.6) ? { options: options(random) } : {}),
    ...place("principals", {
      principals: PRINCIPALS,
      principalGroups: { staff: { principals: ["ada", "eve"] }, all: { principals: ["bob", "ada", "eve"] } },
    }),
    ...place("resources", {
      resources: RESOURCES,
      resourceGroups: { docs: { resources: ["d1", "d2", "d3"] } },
    }),
    ...place(random.pick(["auxdata", "auxData", "aux_data"]), {
      auxData: { token: { jwt: { sub: "ada", size: 1 } }, none: {} },
    }),
    tests: [],
  };
  const count = random.integer(1, 3);
  suite.tests = Array.from({ length: count }, (_, index) => table(random, `test ${index + 1}`));
  return {
    suite: structuredClone(suite),
    fixtures: new Map([...fixtures].map(([file, it]) => [file, structuredClone(it)])),
  };
}

function options(random: Random): DraftObject {
  return {
    ...(random.chance(0.8)
      ? { now: random.pick(["2025-06-01T12:00:00Z", "2024-01-01T00:00:00.5+02:00"]) }
      : {}),
    ...(random.chance(0.5) ? { globals: { limit: random.pick([10, 10.5, "10"]) } } : {}),
    ...(random.chance(0.3) ? { lenientScopeSearch: random.chance(0.8) } : {}),
    ...(random.chance(0.2) ? { defaultPolicyVersion: random.pick(["v2", "default", "nothing"]) } : {}),
    ...(random.chance(0.2) ? { defaultScope: random.pick(["acme", "nowhere", ""]) } : {}),
  };
}

function table(random: Random, name: string): DraftObject {
  const principals = random.some(Object.keys(PRINCIPALS), 1, 3);
  const resources = random.some(Object.keys(RESOURCES), 1, 4);
  const actions = random.some(ACTIONS, 1, 5);
  const inGroups = random.chance(0.2);
  return {
    name,
    ...(random.chance(0.2) ? { description: "about it" } : {}),
    ...(random.chance(0.1) ? { skip: true } : {}),
    ...(random.chance(0.05) ? { skip: true, skipReason: "not yet" } : {}),
    ...(random.chance(0.2) ? { options: options(random) } : {}),
    input: {
      ...(inGroups ? { principalGroups: ["all"] } : { principals }),
      ...(inGroups && random.chance(0.5)
        ? { resourceGroups: ["docs"], resources: random.some(["d1", "d4", "bad"], 0, 2) }
        : { resources }),
      actions,
      ...(random.chance(0.3) ? { auxData: random.pick(["token", "none"]) } : {}),
    },
    expected: expectations(random, {
      principals: inGroups ? Object.keys(PRINCIPALS) : principals,
      resources,
      actions,
      inGroups,
    }),
  };
}

interface Matrix {
  readonly principals: readonly string[];
  readonly resources: readonly string[];
  readonly actions: readonly string[];
  readonly inGroups: boolean;
}

/** Each pair is in one of them at most, so that none contradict. */
function expectations(random: Random, { principals, resources, actions, inGroups }: Matrix): Draft[] {
  if (inGroups) return [expectation(random, actions, { principalGroups: ["staff"], resources: ["d1"] })];
  const whole = random.chance(0.2);
  if (whole)
    return [expectation(random, actions, { principals: [...principals], resources: [...resources] })];
  const some = random.some(principals, 1, 3);
  return some.map((principal) =>
    expectation(random, actions, {
      principal,
      ...(resources.length === 1 || random.chance(0.5)
        ? { resource: resources[0] ?? "" }
        : { resources: random.some(resources, 1, 3) }),
    }),
  );
}

function expectation(random: Random, actions: readonly string[], about: DraftObject): DraftObject {
  const expected = random.some(actions, 1, actions.length);
  const withOutputs = random.some(actions, 0, 1);
  return {
    ...about,
    actions: Object.fromEntries(
      expected.map((action) => [action, random.pick(["EFFECT_ALLOW", "EFFECT_ALLOW", "EFFECT_DENY"])]),
    ),
    ...(withOutputs.length === 0 || random.chance(0.5)
      ? {}
      : {
          outputs: withOutputs.map((action) => ({
            action,
            expected: random.some(SOURCES, 1, 2).map((src) => ({ src, val: random.pick(VALUES) })),
          })),
        }),
  };
}

/** The files of a suite in a folder. */
export function filesOfSuite(folder: string, { suite, fixtures }: SuiteDraft): readonly NamedText[] {
  return [
    { path: `${folder}/a_test.yaml`, text: stringify(suite, { aliasDuplicateObjects: false }) },
    ...Array.from(fixtures, ([file, content]) => ({
      path: `${folder}/testdata/${file}`,
      text: file.endsWith(".json")
        ? JSON.stringify(content)
        : stringify(content, { aliasDuplicateObjects: false }),
    })),
  ];
}
