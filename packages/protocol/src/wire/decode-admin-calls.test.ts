import { expect, test } from "vitest";
import {
  checkStoreChange,
  decodeGetPolicy,
  decodeGetSchema,
  decodeInspectPolicies,
  decodeListPolicies,
  decodeReloadStore,
} from "./decode-admin-calls.ts";

const ids = (count: number, name = "id"): string =>
  Array.from({ length: count }, (_, index) => `${name}=a${index}`).join("&");

test.each([
  [decodeListPolicies("includeDisabled=true"), { policyIds: [], hasRegexps: false }],
  [decodeListPolicies("policyId=a&policy_id=a&scopeRegexp="), { policyIds: ["a", "a"], hasRegexps: false }],
  [decodeInspectPolicies("versionRegexp=("), { policyIds: [], hasRegexps: true }],
  [decodeGetPolicy(ids(30)).ids.length, 30],
  [decodeGetSchema("id=a/b.json"), { ids: ["a/b.json"] }],
  [decodeReloadStore("wait=1"), { wait: true }],
  [decodeReloadStore(""), { wait: false }],
])("a call is decoded to %j", (call, expected) => {
  expect(call).toEqual(expected);
});

// biome-ignore format: one row per call
test.each([
  [() => decodeGetPolicy(""), "validation error: id: value is required"],
  [() => decodeGetPolicy("id=a&id=a"), "validation error: id: repeated value must contain unique items"],
  [() => decodeListPolicies(ids(26, "policyId")), "validation error: policy_id: value must contain no more than 25 item(s)"],
  [() => decodeListPolicies("policyId="), "validation error: policy_id[0]: value length must be at least 1 characters"],
  [() => decodeGetSchema(`id=${"é".repeat(256)}`), "validation error: id[0]: value length must be at most 255 characters"],
  [() => checkStoreChange("disable-policy", { query: ids(21) }), "validation error: id: value must contain no more than 20 item(s)"],
  [() => checkStoreChange("enable-policy", { text: "" }), "validation error: id: value is required"],
  [() => checkStoreChange("disable-policy", { text: '{"id":["a"],"x":1}' }), 'proto: (line 1:13): unknown field "x"'],
  [() => checkStoreChange("add-or-update-policy", { text: '{"policies":1}' }), "proto: syntax error (line 1:13): unexpected token 1"],
  [() => checkStoreChange("add-or-update-schema", { text: "{}" }), "validation error: schemas: value is required"],
])("%s is refused: %s", (decode, message) => {
  expect(decode).toThrow(expect.objectContaining({ message }));
});

test.each([
  () => decodeGetSchema(`id=${"é".repeat(255)}`),
  () => checkStoreChange("enable-policy", { query: ids(21) }),
  () => checkStoreChange("add-or-update-policy", { text: '{"policies":[{"apiVersion":"x"}]}' }),
])("%s is accepted", (decode) => {
  expect(decode).not.toThrow();
});
