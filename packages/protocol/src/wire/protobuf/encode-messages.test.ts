import { fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionDecision, CheckResult } from "../../check.ts";
import type { Json } from "../../json.ts";
import type { Plan, PlanOperand } from "../../plan.ts";
import type { ResourceResult } from "../answers.ts";
import {
  type AccessDecision,
  encodeAccessDecision,
  encodeAccessDecisions,
  encodeAuthzenMetadata,
} from "../authzen/encode-evaluations.ts";
import {
  encodeCheckResourceBatch,
  encodeCheckResourceSet,
  encodeCheckResources,
  encodePlanResources,
  encodeServerInfo,
} from "../encode-answers.ts";
import { encodeStatus } from "../encode-status.ts";
import type { PathElement } from "../violation.ts";
import { descriptorRegistry } from "./descriptor-registry.ts";
import { messageFromJson, messageToJson } from "./dynamic-messages.ts";
import {
  encodeCheckResourceBatchMessage,
  encodeCheckResourceSetMessage,
  encodeCheckResourcesMessage,
  encodeServerInfoMessage,
} from "./encode-answer-messages.ts";
import {
  encodeAccessDecisionMessage,
  encodeAccessDecisionsMessage,
  encodeAuthzenMetadataMessage,
} from "./encode-evaluation-messages.ts";
import { encodePlanResourcesMessage } from "./encode-plan-message.ts";
import { encodeStatusMessage } from "./encode-status-message.ts";

const sometimes = <Of>(of: fc.Arbitrary<Of>): fc.Arbitrary<Of | undefined> =>
  fc.option(of, { nil: undefined });

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "binary", minLength: 30, maxLength: 300 }),
);
// Objects put names that are numbers first, and the library keeps maps in objects.
const name = fc.oneof(
  fc.constantFrom("view", "edit", "__proto__", ""),
  text.filter((each) => !/^\d+$/.test(each)),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, "", 0),
    number,
    text,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const validationErrors = fc.array(
  fc.record({ path: text, message: text, source: fc.constantFrom("principal", "resource") }),
  { maxLength: 2 },
);
const decision = fc.record({
  effect: fc.constantFrom("allow", "deny"),
  matchedPolicy: text,
  matchedScope: text,
});
const actions = fc
  .uniqueArray(name, { maxLength: 4 })
  .chain((names) =>
    fc.tuple(...names.map((each) => fc.tuple(fc.constant(each), decision))).map((pairs) => new Map(pairs)),
  );
const output = fc.oneof(
  fc.record({ source: text, action: text, value }),
  fc.record({ source: text, action: text, error: text }),
  fc.record({ source: text, action: text }),
);
const result: fc.Arbitrary<CheckResult> = fc.record({
  actions,
  outputs: fc.array(output, { maxLength: 2 }),
  validationErrors,
  effectiveDerivedRoles: sometimes(fc.array(text, { maxLength: 2 })),
});
const resource = fc.record(
  { kind: text, id: name, policyVersion: text, scope: text },
  { requiredKeys: ["kind", "id"] },
);
const results: fc.Arbitrary<ResourceResult[]> = fc.array(fc.record({ resource, result }), { maxLength: 3 });
const common = { requestId: text, includeMeta: fc.boolean(), callId: text, results };

const { operand } = fc.letrec<{ operand: PlanOperand }>((tie) => ({
  operand: fc.oneof(
    { depthSize: "small" },
    fc.record({ kind: fc.constant("value" as const), value }),
    fc.record({ kind: fc.constant("variable" as const), name: text }),
    fc.record({
      kind: fc.constant("expression" as const),
      operator: text,
      operands: fc.array(tie("operand"), { maxLength: 3 }),
    }),
  ),
}));
const planParts = {
  filterDebug: text,
  matchedScopes: fc
    .uniqueArray(fc.tuple(name, text), { selector: ([each]) => each, maxLength: 3 })
    .map((pairs) => new Map(pairs)),
  validationErrors,
};
const plan: fc.Arbitrary<Plan> = fc.oneof(
  fc.record({ ...planParts, kind: fc.constantFrom("always-allowed", "always-denied") }),
  fc.record({ ...planParts, kind: fc.constant("conditional"), condition: operand }),
);
const planAnswer = fc.record({
  ...common,
  isSingleAction: fc.boolean(),
  actions: fc.array(name, { minLength: 1, maxLength: 3 }),
  resource,
  plan,
});

// What is JSON already, and so has no -0.
const context = fc
  .dictionary(name, value, { maxKeys: 2, noNullPrototype: true })
  .map((each) => JSON.parse(JSON.stringify(each)) as Readonly<Record<string, unknown>>);
const accessDecision: fc.Arbitrary<AccessDecision> = fc.record(
  { isPermitted: fc.boolean(), context },
  { requiredKeys: ["isPermitted"] },
);

const element: fc.Arbitrary<PathElement> = fc.record(
  {
    number: fc.nat(600),
    name: text,
    type: fc.constantFrom("TYPE_MESSAGE", "TYPE_STRING", "TYPE_BOOL", "TYPE_UINT64"),
    index: fc.nat(),
  },
  { requiredKeys: ["number", "name", "type"] },
);
const keyed = fc.tuple(element, text).map(([{ index: _index, ...rest }, key]) => ({ ...rest, key }));
const path = fc.array(fc.oneof(element, keyed), { maxLength: 3 });
const violation = fc.record(
  { field: path, rule: path, ruleId: text, message: text, isForKey: fc.constant(true as const) },
  { requiredKeys: ["field", "rule", "ruleId", "message"] },
);
const status = fc.record({
  code: fc.nat(16),
  message: text,
  violations: fc.array(violation, { maxLength: 3 }),
});

interface Encoder<Answer> {
  readonly type: string;
  readonly answer: fc.Arbitrary<Answer>;
  readonly toJson: (answer: Answer) => string;
  readonly toBytes: (answer: Answer) => Uint8Array;
}

function encoder<Answer>(
  type: string,
  answer: fc.Arbitrary<Answer>,
  [toJson, toBytes]: readonly [Encoder<Answer>["toJson"], Encoder<Answer>["toBytes"]],
): Encoder<unknown> {
  return { type, answer, toJson, toBytes } as unknown as Encoder<unknown>;
}

// biome-ignore format: one row per message
const ENCODERS: readonly Encoder<unknown>[] = [
  encoder("cerbos.response.v1.CheckResourcesResponse", fc.record(common), [encodeCheckResources, encodeCheckResourcesMessage]),
  encoder("cerbos.response.v1.CheckResourceSetResponse", fc.record(common), [encodeCheckResourceSet, encodeCheckResourceSetMessage]),
  encoder("cerbos.response.v1.CheckResourceBatchResponse", fc.record(common), [encodeCheckResourceBatch, encodeCheckResourceBatchMessage]),
  encoder("cerbos.response.v1.PlanResourcesResponse", planAnswer, [encodePlanResources, encodePlanResourcesMessage]),
  encoder("cerbos.response.v1.ServerInfoResponse", fc.record({ version: text, commit: text, buildDate: text }), [encodeServerInfo, encodeServerInfoMessage]),
  encoder("authzen.authorization.v1.AccessEvaluationResponse", accessDecision, [encodeAccessDecision, encodeAccessDecisionMessage]),
  encoder("authzen.authorization.v1.AccessEvaluationBatchResponse", fc.array(accessDecision), [encodeAccessDecisions, encodeAccessDecisionsMessage]),
  encoder("authzen.authorization.v1.MetadataResponse", fc.webUrl(), [encodeAuthzenMetadata, encodeAuthzenMetadataMessage]),
  encoder("google.rpc.Status", status, [encodeStatus, encodeStatusMessage]),
];

describe.each(ENCODERS)("$type", ({ type, answer, toJson, toBytes }) => {
  test("is in protobuf what it is in JSON", () => {
    fc.assert(
      fc.property(answer, (each) => {
        // The library reads our JSON too, because that may name what is empty.
        const json = messageToJson(type, messageFromJson(type, JSON.parse(toJson(each))));
        expect(messageToJson(type, toBytes(each))).toEqual(json);
      }),
      { numRuns: 300 },
    );
  });

  test("is written byte for byte as a library writes it", () => {
    const schema = descriptorRegistry().getMessage(type);
    if (!schema) throw new Error(`no ${type}`);
    fc.assert(
      fc.property(answer, (each) => {
        const bytes = toBytes(each);
        expect(hex(toBinary(schema, fromBinary(schema, bytes)))).toBe(hex(bytes));
      }),
      { numRuns: 300 },
    );
  });
});

test("actions are written in request order, also those that look like numbers", () => {
  const deny: ActionDecision = { effect: "deny", matchedPolicy: "", matchedScope: "" };
  const bytes = encodeCheckResourceBatchMessage({
    requestId: "",
    results: [
      {
        resource: { kind: "album", id: "" },
        result: {
          actions: new Map([
            ["2", { ...deny, effect: "allow" }],
            ["1", deny],
          ]),
          outputs: [],
          validationErrors: [],
          effectiveDerivedRoles: undefined,
        },
      },
    ],
  });
  expect(hex(bytes)).toBe("120e" + "12050a01321001" + "12050a01311002");
});

test.each([127, 128, 16_383, 16_384, 2_097_151, 2_097_152])(
  "a text of %i bytes has its length in front",
  (length) => {
    const type = "authzen.authorization.v1.AccessEvaluationResponse";
    const decided = { decision: true, context: { x: "a".repeat(length), y: ["ä".repeat(length / 2)] } };
    const bytes = encodeAccessDecisionMessage({ isPermitted: true, context: decided.context });
    expect(messageToJson(type, bytes)).toEqual(decided);
    expect(Buffer.compare(bytes, messageFromJson(type, decided))).toBe(0);
  },
);

test("a number without a JSON form has a protobuf form", () => {
  const bytes = encodeAccessDecisionMessage({ isPermitted: true, context: { x: Number.NaN } });
  expect(hex(bytes)).toBe("0801" + "120e" + "0a0178" + "1209" + "11000000000000f87f");
});

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
