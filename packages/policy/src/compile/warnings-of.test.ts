import { expect, test } from "vitest";
import { parsePolicy } from "../parse/parse-policy.ts";
import { warningsOf } from "./warnings-of.ts";

const principal = (resource: string, effect: string) =>
  `principalPolicy: {principal: p, version: v, rules: [{resource: ${resource}, actions: [{action: a, effect: ${effect}}]}]}`;
const role = (resource: string) =>
  `rolePolicy: {role: r, version: v, rules: [{resource: ${resource}, allowActions: [a]}]}`;

// biome-ignore format: one row per policy
test.each([
  ["rolePolicy: {role: r}", ["role policy for `r` has no version and holds for `default`"]],
  ["variables: {a: b}\nresourcePolicy: {resource: r, version: v}", ["top-level `variables` are deprecated"]],
  [principal("album:*", "EFFECT_DENY"), ["pattern `album:*` matches no kind such as `album:x`, which is looked up as `album_x`, so its denials never fire"]],
  [principal("album:*", "EFFECT_ALLOW"), ["pattern `album:*` matches no kind such as `album:x`, which is looked up as `album_x`"]],
  [principal("album:object", "EFFECT_DENY"), []],
  [principal("album_*", "EFFECT_DENY"), []],
  [principal("'*'", "EFFECT_DENY"), []],
  [role("album:object"), ["pattern `album:object` matches no kind such as `album:object`, which is looked up as `album_object`"]],
  [role("album"), []],
  [role("'**'"), []],
])("%s gives the warnings %j", (body, messages) => {
  const { policy } = parsePolicy({ path: "a.yaml", text: `apiVersion: api.cerbos.dev/v1\n${body}\n` });
  expect(policy && warningsOf(policy).map(({ message }) => message)).toEqual(messages);
});
