import { expect, test } from "vitest";
import {
  derivedRolesKey,
  exportConstantsKey,
  parentScopes,
  principalPolicyKey,
  resourcePolicyKey,
  rolePolicyKey,
  sanitizeName,
} from "./policy-key.ts";

test.each([
  ["album", "album"],
  ["album:object", "album_object"],
  ["bob@x.com", "bob_x.com"],
  ["a b/c:d", "a b/c:d"],
  ["album:*", "album:*"],
  ["a--b", "a_b"],
  ["a:b/c-d", "a_b_c_d"],
  ["1a:b", "1a:b"],
  ["a:", "a:"],
  ["", ""],
])("%j is sanitized to %j", (name, sanitized) => {
  expect(sanitizeName(name)).toBe(sanitized);
});

test("keys name the kind, the name, the version and the scope", () => {
  expect([
    resourcePolicyKey("album:object", "default", ""),
    resourcePolicyKey("album", "20210210", "acme.hr"),
    principalPolicyKey("bob@x.com", "default", ""),
    rolePolicyKey("editor", "", "acme"),
    derivedRolesKey("common"),
    exportConstantsKey("common"),
  ]).toEqual([
    "resource.album_object.vdefault",
    "resource.album.v20210210/acme.hr",
    "principal.bob_x.com.vdefault",
    "role.editor.vdefault/acme",
    "derived_roles.common",
    "export_constants.common",
  ]);
});

test.each([
  ["", []],
  [".", [""]],
  ["acme", [""]],
  ["acme.hr.uk", ["acme.hr", "acme", ""]],
])("the ancestors of scope %j are %j", (scope, parents) => {
  expect(parentScopes(scope)).toEqual(parents);
});
