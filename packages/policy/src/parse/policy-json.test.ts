import { expect, test } from "vitest";
import { parsePolicy } from "./parse-policy.ts";
import { policyJson } from "./policy-json.ts";

test("a policy is shown as the protocol's JSON", () => {
  const text = `apiVersion: api.cerbos.dev/v1
$schema: s.json
disabled: false
metadata: {hash: 12, annotations: {a: 1}}
resource_policy:
  resource: a
  version: 20210210
  scope: null
  import_derived_roles: &x [d]
  scopePermissions: 2
  constants: {local: {c: {n: 1, z: [~]}}}
  rules:
    - &rule
      actions: *x
      effect: EFFECT_ALLOW
      roles: [r]
      condition: {match: {any: {of: [{expr: "true"}]}}}
    - <<: *rule
      roles: ["*"]
      condition: {match: {expr: ""}}
`;
  const { message } = parsePolicy({ path: "a.yaml", text });
  expect(message && policyJson(message)).toEqual({
    apiVersion: "api.cerbos.dev/v1",
    $schema: "s.json",
    metadata: { hash: "12", annotations: { a: "1" } },
    resourcePolicy: {
      resource: "a",
      version: "20210210",
      importDerivedRoles: ["d"],
      scopePermissions: "SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS",
      constants: { local: { c: { n: 1, z: [null] } } },
      rules: [
        {
          actions: ["d"],
          effect: "EFFECT_ALLOW",
          roles: ["r"],
          condition: { match: { any: { of: [{ expr: "true" }] } } },
        },
        {
          actions: ["d"],
          effect: "EFFECT_ALLOW",
          roles: ["*"],
          condition: { match: { expr: "" } },
        },
      ],
    },
  });
});

test("printing then reading gives the same policy", () => {
  const text = `apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: a
  variables: {local: {v: R.id}}
  definitions: [{name: d, parentRoles: ["*"], condition: {match: {none: {of: [{expr: V.v}]}}}}]
`;
  const { message } = parsePolicy({ path: "a.yaml", text });
  const printed = JSON.stringify(message && policyJson(message));
  const again = parsePolicy({ path: "a.json", text: printed }).message;
  expect(again && JSON.stringify(policyJson(again))).toBe(printed);
});
