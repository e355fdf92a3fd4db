import { describe, expect, test } from "vitest";
import type { CheckResult } from "../check.ts";
import {
  encodeCheckResourceBatch,
  encodeCheckResourceSet,
  encodeCheckResources,
  encodeServerInfo,
} from "./encode-answers.ts";

const POLICY = "resource.album.vdefault";

const PLAIN: CheckResult = {
  actions: new Map([
    ["view", { effect: "allow", matchedPolicy: POLICY, matchedScope: "" }],
    ["edit", { effect: "deny", matchedPolicy: POLICY, matchedScope: "acme" }],
  ]),
  outputs: [],
  validationErrors: [],
  effectiveDerivedRoles: undefined,
};

const RICH: CheckResult = {
  actions: new Map([["view", { effect: "deny", matchedPolicy: "", matchedScope: "" }]]),
  outputs: [
    { source: `${POLICY}#rule-001`, action: "view", value: { b: null, a: "<1>" } },
    { source: `${POLICY}#rule-002`, action: "view", error: "no such key: x" },
  ],
  validationErrors: [
    { path: "/dept", message: "missing", source: "principal" },
    { path: "", message: "no schema", source: "resource" },
  ],
  effectiveDerivedRoles: ["owner"],
};

describe("CheckResources", () => {
  test.each([
    [
      "what is empty is left out and actions are sorted",
      {
        requestId: "",
        includeMeta: false,
        callId: "ID",
        results: [{ resource: { kind: "album", id: "1" }, result: PLAIN }],
      },
      '{"results":[{"resource":{"id":"1","kind":"album"},"actions":{"edit":"EFFECT_DENY","view":"EFFECT_ALLOW"}}],"cerbosCallId":"ID"}',
    ],
    [
      "metadata says which policy and scope answered",
      {
        requestId: "r",
        includeMeta: true,
        callId: "ID",
        results: [{ resource: { kind: "album", id: "1" }, result: PLAIN }],
      },
      `{"requestId":"r","results":[{"resource":{"id":"1","kind":"album"},"actions":{"edit":"EFFECT_DENY","view":"EFFECT_ALLOW"},"meta":{"actions":{"edit":{"matchedPolicy":"${POLICY}","matchedScope":"acme"},"view":{"matchedPolicy":"${POLICY}"}}}}],"cerbosCallId":"ID"}`,
    ],
    [
      "outputs and validation errors come with or without metadata",
      {
        requestId: "",
        includeMeta: true,
        callId: "ID",
        results: [{ resource: { kind: "album", id: "1", scope: ".", policyVersion: "v1" }, result: RICH }],
      },
      `{"results":[{"resource":{"id":"1","kind":"album","policyVersion":"v1","scope":"."},"actions":{"view":"EFFECT_DENY"},"validationErrors":[{"path":"/dept","message":"missing","source":"SOURCE_PRINCIPAL"},{"message":"no schema","source":"SOURCE_RESOURCE"}],"meta":{"actions":{"view":{}},"effectiveDerivedRoles":["owner"]},"outputs":[{"src":"${POLICY}#rule-001","val":{"a":"<1>","b":null},"action":"view"},{"src":"${POLICY}#rule-002","action":"view","error":"no such key: x"}]}],"cerbosCallId":"ID"}`,
    ],
  ])("%s", (_statement, answer, json) => {
    expect(encodeCheckResources(answer)).toBe(json);
  });
});

describe("CheckResourceSet", () => {
  const results = [
    { resource: { kind: "album", id: "b" }, result: PLAIN },
    { resource: { kind: "album", id: "a" }, result: RICH },
  ];

  test.each([
    [
      "instances are sorted by their keys",
      false,
      '{"requestId":"r","resourceInstances":{"a":{"actions":{"view":"EFFECT_DENY"},"validationErrors":[{"path":"/dept","message":"missing","source":"SOURCE_PRINCIPAL"},{"message":"no schema","source":"SOURCE_RESOURCE"}]},"b":{"actions":{"edit":"EFFECT_DENY","view":"EFFECT_ALLOW"}}}}',
    ],
    [
      "metadata is beside the instances",
      true,
      `{"requestId":"r","resourceInstances":{"a":{"actions":{"view":"EFFECT_DENY"},"validationErrors":[{"path":"/dept","message":"missing","source":"SOURCE_PRINCIPAL"},{"message":"no schema","source":"SOURCE_RESOURCE"}]},"b":{"actions":{"edit":"EFFECT_DENY","view":"EFFECT_ALLOW"}}},"meta":{"resourceInstances":{"a":{"actions":{"view":{}},"effectiveDerivedRoles":["owner"]},"b":{"actions":{"edit":{"matchedPolicy":"${POLICY}","matchedScope":"acme"},"view":{"matchedPolicy":"${POLICY}"}}}}}}`,
    ],
  ])("%s", (_statement, includeMeta, json) => {
    expect(encodeCheckResourceSet({ requestId: "r", includeMeta, results })).toBe(json);
  });
});

test("CheckResourceBatch names resources by their ids", () => {
  const results = [{ resource: { kind: "album", id: "7" }, result: PLAIN }];
  expect(encodeCheckResourceBatch({ requestId: "r", results })).toBe(
    '{"requestId":"r","results":[{"resourceId":"7","actions":{"edit":"EFFECT_DENY","view":"EFFECT_ALLOW"}}]}',
  );
});

test("ServerInfo names version, commit and date", () => {
  expect(encodeServerInfo({ version: "0.55.0", commit: "", buildDate: "2026-01-01T00:00:00Z" })).toBe(
    '{"version":"0.55.0","buildDate":"2026-01-01T00:00:00Z"}',
  );
});
