import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../json.ts";
import { checkStoreChange, decodeGetPolicy, decodeListPolicies } from "../decode-admin-calls.ts";
import { WireError } from "../errors.ts";
import { descriptorRegistry } from "./descriptor-registry.ts";
import { messageFromJson, messageToJson } from "./dynamic-messages.ts";
import { encodeAccessDecisionMessage } from "./encode-evaluation-messages.ts";

// biome-ignore format: one row per message
test.each<readonly [typeName: string, json: Json, hex: string]>([
  ["grpc.health.v1.HealthCheckRequest",             {}, ""],
  ["grpc.health.v1.HealthCheckRequest",             { service: "a" }, "0a0161"],
  ["grpc.health.v1.HealthCheckResponse",            { status: "SERVING" }, "0801"],
  ["grpc.health.v1.HealthListResponse",             { statuses: { a: { status: "NOT_SERVING" } } }, "0a07" + "0a0161" + "1202" + "0802"],
  ["cerbos.request.v1.PurgeStoreRevisionsRequest",  { keepLast: 300 }, "08ac02"],
  ["cerbos.response.v1.ListPoliciesResponse",       { policyIds: ["a", ""] }, "0a0161" + "0a00"],
  ["cerbos.response.v1.GetSchemaResponse",          { schemas: [{ id: "a", definition: "e30=" }] }, "0a07" + "0a0161" + "12027b7d"],
  ["cerbos.response.v1.GetPolicyResponse",          { policies: [{ $schema: "s", metadata: { hash: "18446744073709551615" } }] }, "0a12" + "220d" + "1a0b" + "08ffffffffffffffffff01" + "4a0173"],
  ["cerbos.policy.v1.Match",                        { all: { of: [{ expr: "true" }] } }, "0a08" + "0a06" + "220474727565"],
  ["cerbos.engine.v1.OutputEntry",                  { src: "s", error: "e" }, "0a0173" + "220165"],
  ["cerbos.request.v1.ListAuditLogEntriesRequest",  { kind: "KIND_ACCESS", since: "1.500s" }, "0801" + "2208" + "0801" + "1080cab5ee01"],
  ["grpc.reflection.v1.ServerReflectionResponse",   { fileDescriptorResponse: { fileDescriptorProto: ["AQ=="] } }, "2203" + "0a0101"],
])("%s %j has its protobuf form and back", (typeName, json, hex) => {
  const bytes = messageFromJson(typeName, json);
  expect(Buffer.from(bytes).toString("hex")).toBe(hex);
  expect(messageToJson(typeName, bytes)).toEqual(json);
});

test("requests of the administrator can be read by the decoders of their JSON", () => {
  const change = messageFromJson("cerbos.request.v1.DisablePolicyRequest", { id: ["a", "a"] });
  const text = JSON.stringify(messageToJson("cerbos.request.v1.DisablePolicyRequest", change));
  expect(() => checkStoreChange("disable-policy", { text })).toThrow(
    "repeated value must contain unique items",
  );
  const filter = messageFromJson("cerbos.request.v1.ListPoliciesRequest", {
    nameRegexp: "x",
    policyId: ["a"],
  });
  const query = new URLSearchParams(
    messageToJson("cerbos.request.v1.ListPoliciesRequest", filter) as Record<string, string>,
  );
  expect(decodeListPolicies(query.toString())).toEqual({ policyIds: ["a"], hasRegexps: true });
  expect(() => decodeGetPolicy("")).toThrow(WireError);
});

describe("refused", () => {
  test.each([
    ["an unknown message", () => messageToJson("cerbos.request.v1.Other", Uint8Array.of())],
    ["an unknown message to write", () => messageFromJson("cerbos.request.v1.Other", {})],
    ["JSON of something else", () => messageFromJson("grpc.health.v1.HealthCheckResponse", { state: 1 })],
    ["JSON of another type", () => messageFromJson("grpc.health.v1.HealthCheckResponse", [])],
  ])("%s is a mistake of the caller", (_statement, work) => {
    expect(work).toThrow(TypeError);
  });

  test.each([
    ["bytes cut off", [0x0a, 5, 0x61]],
    ["text that is not UTF-8", [0x0a, 1, 0xff]],
    ["the end of a group", [0x0c]],
  ])("%s", (_statement, bytes) => {
    expect(() => messageToJson("grpc.health.v1.HealthCheckRequest", Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: "protocol/malformed-message" }),
    );
  });

  test("whatever else is not a message, never otherwise", () => {
    const types = [...descriptorRegistry()].filter(({ kind }) => kind === "message");
    const type = fc.constantFrom(...types.map(({ typeName }) => typeName));
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 100 }), (typeName, bytes) => {
        expect([undefined, "protocol/malformed-message"]).toContain(
          codeOf(() => messageToJson(typeName, bytes)),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

describe("nesting", () => {
  const RULES = "cerbos.policy.v1.Match";

  test("values nested 400 levels deep can be read", () => {
    let value: Json = 1;
    for (let level = 0; level < 400; level++) value = level % 2 === 0 ? [value] : { a: value };
    const bytes = encodeAccessDecisionMessage({ isPermitted: true, context: { x: value } });
    expect(messageToJson("authzen.authorization.v1.AccessEvaluationResponse", bytes)).toEqual({
      decision: true,
      context: { x: value },
    });
  });

  test("values nested 400 levels deep can be written", () => {
    let value: Json = 1;
    for (let level = 0; level < 400; level++) value = level % 2 === 0 ? [value] : { a: value };
    const entry = { checkResources: { inputs: [{ principal: { id: "a", attr: { x: value } } }] } };
    const bytes = messageFromJson("cerbos.audit.v1.DecisionLogEntry", entry);
    expect(messageToJson("cerbos.audit.v1.DecisionLogEntry", bytes)).toEqual(entry);
  });

  test("a hundred thousand levels are refused", () => {
    const bytes = Uint8Array.from(nested(100_000));
    expect(codeOf(() => messageToJson(RULES, bytes))).toBe("protocol/malformed-message");
  });
});

/** Conditions that are each the only one of the next. */
function nested(depth: number): readonly number[] {
  const pieces: number[][] = [];
  let length = 0;
  for (let level = 0; level < depth; level++) {
    const head: number[] = [0x0a];
    for (let rest = length; ; rest = Math.floor(rest / 0x80)) {
      head.push(rest < 0x80 ? rest : (rest % 0x80) + 0x80);
      if (rest < 0x80) break;
    }
    pieces.push(head);
    length += head.length;
  }
  return pieces.reverse().flat();
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (failure) {
    if (failure instanceof WireError) return failure.code;
    throw failure;
  }
}
