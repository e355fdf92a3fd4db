import { expect, test } from "vitest";
import { existingScopes, scopeChain } from "./scope-chain.ts";

test.each([
  ["acme.hr.uk", ["acme.hr.uk", "acme.hr", "acme", ""]],
  ["acme.hr", ["acme.hr", "acme", ""]],
  ["acme", ["acme", ""]],
  ["", [""]],
])("scope %j is decided by %j", (scope, chain) => {
  expect(scopeChain(scope)).toEqual(chain);
});

test.each<[scope: string, existing: string[], isLenient: boolean, scopes: string[]]>([
  ["acme.hr", ["acme.hr", "acme", ""], false, ["acme.hr", "acme", ""]],
  ["acme.hr", ["acme.hr", ""], false, ["acme.hr", ""]],
  ["acme.hr", ["acme.hr"], false, ["acme.hr"]],
  ["acme.hr", ["acme", ""], false, []],
  ["acme.hr", ["acme", ""], true, ["acme", ""]],
  ["acme.hr", [""], true, [""]],
  ["acme.hr", [], true, []],
  ["", ["acme"], true, []],
])(
  "scope %j, where %j exist and lenient search is %j, is decided by %j",
  (scope, existing, isLenient, scopes) => {
    expect(existingScopes(new Set(existing), scope, isLenient)).toEqual(scopes);
  },
);
