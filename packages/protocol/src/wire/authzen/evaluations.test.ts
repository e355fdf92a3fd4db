import { expect, test } from "vitest";
import { WireError } from "../errors.ts";
import { decodeAccessEvaluation, decodeAccessEvaluations } from "./decode-evaluations.ts";
import { encodeAccessDecision, encodeAccessDecisions, encodeAuthzenMetadata } from "./encode-evaluations.ts";

const question = {
  subject: { type: "user", id: "ada" },
  action: { name: "view" },
  resource: { type: "album", id: "1" },
};
const call = {
  requestId: "",
  includeMeta: false,
  principal: { id: "ada", roles: ["user"] },
  resources: [{ actions: ["view"], resource: { kind: "album", id: "1" } }],
};

test.each([
  ["a question means a check with the subject's type as its role", question, call],
  [
    "properties are attributes, and reserved ones are what they say",
    {
      ...question,
      subject: {
        type: "user",
        id: "ada",
        properties: { "cerbos.roles": ["a", "b"], "cerbos.scope": "x.y", team: 1 },
      },
      resource: { type: "album", id: "1", properties: { "cerbos.policyVersion": "v2", owner: "ada" } },
    },
    {
      ...call,
      principal: {
        id: "ada",
        roles: ["a", "b"],
        scope: "x.y",
        attributes: { "cerbos.roles": ["a", "b"], "cerbos.scope": "x.y", team: 1 },
      },
      resources: [
        {
          actions: ["view"],
          resource: {
            kind: "album",
            id: "1",
            policyVersion: "v2",
            attributes: { "cerbos.policyVersion": "v2", owner: "ada" },
          },
        },
      ],
    },
  ],
  [
    "the context carries request id, metadata and tokens; the rest of it is ignored",
    {
      ...question,
      context: {
        "cerbos.requestId": "r",
        "cerbos.includeMeta": true,
        "cerbos.auxData": { jwt: { token: "t", key_set_id: "k" } },
        time: "now",
      },
    },
    { ...call, requestId: "r", includeMeta: true, auxData: { jwt: { token: "t", keySetId: "k" } } },
  ],
  [
    "properties of the action are ignored",
    { ...question, action: { name: "view", properties: { soft: true } } },
    call,
  ],
  [
    "members that are not known are ignored",
    { ...question, foo: { bar: [1] }, subject: { ...question.subject, x: 1 } },
    call,
  ],
])("%s", (_title, request, expected) => {
  expect(decodeAccessEvaluation(JSON.stringify(request))).toEqual(expected);
});

test.each([
  ["no subject", { ...question, subject: undefined }, "validation error: subject: value is required"],
  [
    "a subject that is text",
    { ...question, subject: "ada" },
    'proto: syntax error (line 1:12): unexpected token "ada"',
  ],
  [
    "a subject without type",
    { ...question, subject: { id: "ada" } },
    "validation error: subject.type: value is required",
  ],
  ["an action without name", { ...question, action: {} }, "validation error: action.name: value is required"],
  [
    "roles that are no list",
    { ...question, subject: { type: "user", id: "ada", properties: { "cerbos.roles": "a" } } },
    'subject.properties["cerbos.roles"] must be a list of strings',
  ],
  [
    "a scope that is none",
    { ...question, resource: { type: "a", id: "1", properties: { "cerbos.scope": "a b" } } },
    /resources\[0\]\.resource\.scope/,
  ],
  [
    "a request id that is no text",
    { ...question, context: { "cerbos.requestId": 1 } },
    'context["cerbos.requestId"] must be a string',
  ],
])("%s is refused", (_title, request, message) => {
  expect(() => decodeAccessEvaluation(JSON.stringify(request))).toThrow(message);
});

test("a batch fills in its defaults, whole parts at a time", () => {
  const text = JSON.stringify({
    ...question,
    evaluations: [{}, { resource: { type: "photo", id: "2" } }],
    options: { evaluations_semantic: "deny_on_first_deny" },
  });
  const photo = { ...call, resources: [{ actions: ["view"], resource: { kind: "photo", id: "2" } }] };
  expect(decodeAccessEvaluations(text)).toEqual({ questions: [call, photo], stopAfter: "deny" });
});

test("in a batch, a question that lacks a part is a reason, the others are asked", () => {
  const batch = decodeAccessEvaluations(
    JSON.stringify({
      subject: question.subject,
      action: question.action,
      evaluations: [{ resource: question.resource }, {}],
    }),
  );
  const questions = "questions" in batch ? batch.questions : [];
  expect(questions).toEqual([call, expect.any(WireError)]);
});

test.each([
  ["no evaluations", question],
  ["empty evaluations", { ...question, evaluations: [] }],
])("a batch with %s is a single question", (_title, request) => {
  expect(decodeAccessEvaluations(JSON.stringify(request))).toEqual(call);
});

test("a semantic that does not exist is refused", () => {
  const text = JSON.stringify({
    ...question,
    evaluations: [{}],
    options: { evaluations_semantic: "sometimes" },
  });
  expect(() => decodeAccessEvaluations(text)).toThrow(/evaluations_semantic must be/);
});

test("decisions are written with `decision` in every one", () => {
  const denied = { isPermitted: false };
  const permitted = { isPermitted: true, context: { a: 1 } };
  expect([encodeAccessDecision(denied), encodeAccessDecisions([permitted, denied])]).toEqual([
    '{"decision":false}',
    '{"evaluations":[{"decision":true,"context":{"a":1}},{"decision":false}]}',
  ]);
});

test("metadata names the endpoints below the address that was asked", () => {
  expect(JSON.parse(encodeAuthzenMetadata("https://pdp.example"))).toEqual({
    policy_decision_point: "https://pdp.example",
    access_evaluation_endpoint: "https://pdp.example/access/v1/evaluation",
    access_evaluations_endpoint: "https://pdp.example/access/v1/evaluations",
  });
});
