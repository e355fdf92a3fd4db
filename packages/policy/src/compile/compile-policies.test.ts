import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CompiledPolicy, Condition, VariableSet } from "../model/compiled-policy.ts";
import type { SourceFile } from "../source/policy-store.ts";
import { compilePolicies } from "./compile-policies.ts";
import { diagnosticsOf } from "./diagnostics-of.ts";

const HEAD = "apiVersion: api.cerbos.dev/v1\n";

/** Files named `0.yaml`, `1.yaml`, … */
const files = (...bodies: readonly string[]): readonly SourceFile[] =>
  bodies.map((body, index) => ({ path: `${index}.yaml`, text: HEAD + body }));

function policiesOf(sources: readonly SourceFile[]): readonly CompiledPolicy[] {
  const compilation = compilePolicies(sources);
  expect(diagnosticsOf(compilation)).toEqual([]);
  return compilation.policySet?.policies ?? [];
}

/** Programs as their texts, so that whole policies can be compared. */
function readable(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, member]) => [key, readable(member)]);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  if ("program" in value && "kind" in value) return readableExpression(value as Condition);
  if ("computed" in value) return variableTexts(value as VariableSet);
  if ("evaluate" in value) return (value as { text?: string }).text;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readable(member)]));
}

const readableExpression = (condition: Condition) =>
  condition.kind === "expression" ? condition.program.text : condition;

const variableTexts = ({ computed }: VariableSet) =>
  [...computed].map(([name, { slot, program }]) => `${slot} ${name} = ${program.text}`);

const DERIVED_ROLES = `derivedRoles:
  name: common
  variables: {local: {mine: R.attr.owner == P.id}}
  definitions:
    - {name: owner, parentRoles: [user, admin], condition: {match: {expr: V.mine}}}
    - {name: anyone, parentRoles: [user, "*"]}
    - {name: unused, parentRoles: [user]}
`;

const RESOURCE = `metadata: {annotations: {team: docs}}
resourcePolicy:
  resource: album:object
  version: default
  importDerivedRoles: [common]
  scopePermissions: SCOPE_PERMISSIONS_OVERRIDE_PARENT
  variables: {local: {b: V.a + C.one, a: R.attr.a, unused: V.b}}
  constants: {local: {one: 1}}
  schemas:
    principalSchema: {ref: "cerbos:///p.json", ignoreWhen: {actions: ["view"]}}
  rules:
    - actions: [view, "edit:*"]
      effect: EFFECT_ALLOW
      roles: [user, "*"]
      derivedRoles: [anyone, owner]
      condition: {match: {all: {of: [{expr: V.b > 1}, {none: {of: [{expr: R.id == "x"}]}}]}}}
      output: {expr: '"old"', when: {conditionNotMet: '"not"'}}
    - {actions: [del], effect: EFFECT_DENY, roles: [user], name: no-delete}
    - actions: [del]
      effect: EFFECT_ALLOW
      roles: [user]
      output: {expr: '"old"', when: {ruleActivated: '"new"'}}
`;

test("a resource policy compiles with what it imports", () => {
  expect(readable(policiesOf(files(DERIVED_ROLES, RESOURCE)))).toEqual([
    {
      kind: "resource",
      key: "resource.album_object.vdefault",
      resource: "album:object",
      version: "default",
      scope: "",
      file: "1.yaml",
      annotations: [["team", "docs"]],
      scopePermissions: "override-parent",
      schemas: { principal: { ref: "cerbos:///p.json", ignoreWhenActions: ["view"] }, resource: undefined },
      derivedRoles: [
        {
          name: "anyone",
          origin: "derived_roles.common",
          parentRoles: ["*"],
          condition: undefined,
          variables: [],
        },
        {
          name: "owner",
          origin: "derived_roles.common",
          parentRoles: ["user", "admin"],
          condition: "V.mine",
          variables: ["0 mine = R.attr.owner == P.id"],
        },
      ],
      variables: ["0 a = R.attr.a", "1 b = V.a + C.one"],
      rules: [
        {
          name: "rule-001",
          actions: ["view", "edit:*"],
          roles: ["*"],
          derivedRoles: ["anyone", "owner"],
          effect: "allow",
          condition: { kind: "all", of: ["V.b > 1", { kind: "none", of: ['R.id == "x"'] }] },
          output: { ruleActivated: '"old"', conditionNotMet: '"not"' },
        },
        {
          name: "no-delete",
          actions: ["del"],
          roles: ["user"],
          derivedRoles: [],
          effect: "deny",
          condition: undefined,
          output: undefined,
        },
        {
          name: "rule-003",
          actions: ["del"],
          roles: ["user"],
          derivedRoles: [],
          effect: "allow",
          condition: undefined,
          output: { ruleActivated: '"new"', conditionNotMet: undefined },
        },
      ],
    },
  ]);
});

test("a principal policy has one rule per action, named after its resource", () => {
  const [policy] = policiesOf(
    files(`principalPolicy:
  principal: bob@x.com
  version: default
  rules:
    - resource: "album:*"
      actions: [{action: a, effect: EFFECT_ALLOW}, {action: b, effect: EFFECT_DENY, name: named}]
    - resource: other
      actions: [{action: a, effect: EFFECT_DENY}]
`),
  );
  expect([policy?.key, policy?.kind === "principal" && policy.rules.map(({ name }) => name)]).toEqual([
    "principal.bob_x.com.vdefault",
    ["album:*_rule-001", "named", "other_rule-001"],
  ]);
});

test("a role policy without a version has the default one, and its unnamed rules stay unnamed", () => {
  const text = `rolePolicy: {role: r, parentRoles: [p], rules: [{resource: "a:b", allowActions: ["*"]}]}`;
  expect(readable(policiesOf(files(text)))).toMatchObject([
    {
      kind: "role",
      key: "role.r.vdefault",
      version: "default",
      role: "r",
      parentRoles: ["p"],
      rules: [{ name: "", resource: "a:b", allowActions: ["*"] }],
    },
  ]);
});

const scoped = (scope: string, extra = "") =>
  `resourcePolicy: {resource: a, version: v, scope: "${scope}"${extra === "" ? "" : `, ${extra}`}}\n`;

test("schemas are those of the root policy, in every scope", () => {
  const schema = (ref: string) => `schemas: {resourceSchema: {ref: "${ref}"}}`;
  const policies = policiesOf(files(scoped("", schema("root.json")), scoped("acme", schema("acme.json"))));
  expect(policies.map((policy) => policy.kind === "resource" && policy.schemas.resource?.ref)).toEqual([
    "root.json",
    "root.json",
  ]);
});

test("schemas are checked in every policy that names them, by the function given", () => {
  const schema = (ref: string) => `schemas: {principalSchema: {ref: "${ref}"}}`;
  const sources = [
    ...files(scoped("", schema("cerbos:///a.json")), scoped("acme", schema("cerbos:///b.json"))),
    { path: "_schemas/a.json", text: "{}" },
  ];
  const { errors, policySet } = compilePolicies(sources, {
    checkSchema: (ref, schemas) => (schemas.has(ref.replace("cerbos:///", "")) ? undefined : "not there"),
  });
  expect([policySet, errors.map(({ file, error, description }) => [file, error, description])]).toEqual([
    undefined,
    [["1.yaml", "invalid schema", 'Failed to load principal schema "cerbos:///b.json": not there']],
  ]);
});

test("variables used only through others are computed first", () => {
  const [policy] = policiesOf(
    files(
      "exportVariables: {name: ev, definitions: {d: V.b + V.c, c: V.a, b: V.a + C.k, a: C.k}}\n",
      "exportConstants: {name: ec, definitions: {k: 1}}\n",
      `resourcePolicy:
  resource: a
  version: v
  variables: {import: [ev]}
  constants: {import: [ec]}
  rules: [{actions: [a], roles: [a], effect: EFFECT_ALLOW, output: {when: {ruleActivated: V.d}}}]
`,
    ),
  );
  expect(policy && variableTexts(policy.variables)).toEqual([
    "0 a = C.k",
    "1 b = V.a + C.k",
    "2 c = V.a",
    "3 d = V.b + V.c",
  ]);
});

test("expressions without definitions are one program wherever they stand", () => {
  const rules = `rules: [{actions: [a], roles: [a], effect: EFFECT_ALLOW, condition: {match: {expr: R.id == P.id}}}]`;
  const programs = policiesOf(files(scoped("", rules), scoped("acme", rules))).map((policy) =>
    policy.kind === "resource" && policy.rules[0]?.condition?.kind === "expression"
      ? policy.rules[0].condition.program
      : undefined,
  );
  expect(programs[0]).toBe(programs[1]);
});

test("imports name sets as keys do", () => {
  const importing = `resourcePolicy: {resource: a, version: v, importDerivedRoles: [my_roles], rules: [{actions: [a], derivedRoles: [x], effect: EFFECT_ALLOW}]}\n`;
  const [policy] = policiesOf(files(derivedRoles("my-roles"), importing));
  expect(policy?.kind === "resource" && policy.derivedRoles[0]?.origin).toBe("derived_roles.my_roles");
});

describe("the set as a whole", () => {
  test("a disabled policy is left out, and another may have its key", () => {
    const policies = policiesOf(files(`disabled: true\n${scoped("")}`, scoped("")));
    expect(policies.map(({ file }) => file)).toEqual(["1.yaml"]);
  });

  test("scopes have one permission", () => {
    const consent = "scopePermissions: SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS";
    const { policySet } = compilePolicies(files(scoped(""), scoped("acme", consent)));
    expect(policySet && [...policySet.scopePermissions]).toEqual([
      ["", "override-parent"],
      ["acme", "require-parental-consent"],
    ]);
  });

  test("schemas are kept by their path below `_schemas`", () => {
    const { policySet } = compilePolicies([{ path: "_schemas/a/b.json", text: "{}" }]);
    expect(policySet && [...policySet.schemas]).toEqual([["a/b.json", "{}"]]);
  });

  test("a schemas directory below the root is refused", () => {
    const { lint } = compilePolicies([
      { path: "acme/_schemas/a.json", text: "{}" },
      { path: "acme/_schemas/b.json", text: "{}" },
    ]);
    expect(lint?.loadFailures.map(({ file }) => file)).toEqual(["acme/_schemas"]);
  });
});

const principal = (extra: string) => `principalPolicy: {principal: p, version: v, ${extra}}\n`;
const REQUIRE = "scopePermissions: SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS";
const OVERRIDE = "scopePermissions: SCOPE_PERMISSIONS_OVERRIDE_PARENT";
const derivedRoles = (name: string) =>
  `derivedRoles: {name: ${name}, definitions: [{name: x, parentRoles: [a]}]}\n`;

// biome-ignore format: one row per set
test.each([
  ["a resource policy that differs from a principal policy", [scoped("", REQUIRE), principal(OVERRIDE)], [""]],
  ["a policy that says nothing beside one that requires consent", [scoped(""), principal(REQUIRE)], [""]],
  ["policies of another scope that differ", [scoped(""), scoped("acme", REQUIRE), principal("rules: []"), principal("scope: acme")], ["acme"]],
  ["a policy that says nothing beside one that overrides", [scoped(""), principal(OVERRIDE)], []],
  ["derived roles beside a policy that overrides", [derivedRoles("a"), derivedRoles("b"), scoped("", OVERRIDE)], []],
])("%s: conflicts in %j", (_, bodies, scopes) => {
  const { lint } = compilePolicies(files(...bodies));
  expect(lint?.scopePermissionsConflicts.map(({ scope }) => scope) ?? []).toEqual(scopes);
});

test("a role policy does not stand in for a missing resource policy of its scope", () => {
  const role = `rolePolicy: {role: r, version: v, scope: acme, rules: [{resource: "*", allowActions: [a]}]}\n`;
  const { lint } = compilePolicies(files(scoped(""), role, scoped("acme.hr")));
  expect(lint?.missingScopeDetails).toEqual([
    {
      missingPolicy: "resource.a.vv/acme",
      descendants: ["resource.a.vv/acme.hr"],
      near: {
        file: "2.yaml",
        position: { line: 2, column: 50 },
        context: expect.stringContaining(
          '>  2 | resourcePolicy: {resource: a, version: v, scope: "acme.hr"}',
        ),
      },
      hint: "add a policy for `a` with `scope: acme`; one without rules is enough",
    },
  ]);
});

// biome-ignore format: one row per mistake
test.each([
  ["an undefined variable", "resourcePolicy: {resource: a, version: v, variables: {local: {owner: P.id}}, rules: [{actions: [a], roles: [a], effect: EFFECT_ALLOW, condition: {match: {expr: V.ownr}}}]}", "policy/undefined-variable", "did you mean `owner`?"],
  ["an unknown derived role", "resourcePolicy: {resource: a, version: v, importDerivedRoles: [a], rules: [{actions: [a], derivedRoles: [xx], effect: EFFECT_ALLOW}]}", "policy/unknown-derived-role", "did you mean `x`?"],
  ["an unknown field", "resourcePolicy: {resource: a, version: v, rule: []}", "policy/unknown-field", "did you mean `rules`?"],
  ["a misspelt import", "resourcePolicy: {resource: a, version: v, importDerivedRoles: [aa]}", "policy/import-not-found", "did you mean `a`?"],
  ["a missing import", "resourcePolicy: {resource: a, version: v, importDerivedRoles: [other]}", "policy/import-not-found", "no enabled policy has derived roles of this name"],
  ["an empty output", "resourcePolicy: {resource: a, version: v, rules: [{actions: [a], roles: [a], effect: EFFECT_ALLOW, output: {}}]}", "policy/empty-output", "add `when.ruleActivated` or `when.conditionNotMet`, or remove `output`"],
])("%s comes with a code and a next step", (_, body, code, hint) => {
  const diagnostics = diagnosticsOf(compilePolicies(files(derivedRoles("a"), `${body}\n`)));
  expect(diagnostics).toMatchObject([{ code, hint, file: "1.yaml" }]);
});

test("a file that cannot be read comes before what is missed because of it", () => {
  const diagnostics = diagnosticsOf(
    compilePolicies(files(scoped("acme"), scoped("").replace("version", "versoin"))),
  );
  expect(diagnostics.map(({ code, file, hint }) => [code, file, hint])).toEqual([
    ["policy/unknown-field", "1.yaml", "did you mean `version`?"],
    ["policy/missing-scope", "0.yaml", "`1.yaml` may define it, and could not be read: mend that first"],
  ]);
});

const pool = files(
  DERIVED_ROLES,
  RESOURCE,
  scoped(""),
  scoped("acme.hr"),
  scoped("acme", REQUIRE),
  scoped("acme"),
  principal("scope: acme"),
  principal("variables: {import: [nope]}"),
  "nonsense: true\n",
  "exportVariables: {name: ev, definitions: {x: V.y, y: V.x}}\n",
  `resourcePolicy: {resource: b, version: v, variables: {import: [ev]}, rules: []}\n`,
  `resourcePolicy: {resource: c, version: v, variables: {local: {x: 1 +, y: V.z}}}\n`,
);

test("the order of the files does not matter", () => {
  const outcome = (sources: readonly SourceFile[]) => {
    const { policySet, lint, errors } = compilePolicies(sources);
    return { policySet: readable(policySet), lint, errors };
  };
  fc.assert(
    fc.property(fc.shuffledSubarray([...pool], { minLength: 1 }), (sources) => {
      const sorted = [...sources].sort((left, right) => (left.path < right.path ? -1 : 1));
      expect(outcome(sources)).toEqual(outcome(sorted));
    }),
    { numRuns: 60 },
  );
});
