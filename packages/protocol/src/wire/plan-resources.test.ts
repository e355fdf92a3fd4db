import { describe, expect, test } from "vitest";
import type { Plan } from "../plan.ts";
import type { PlanResourcesAnswer } from "./answers.ts";
import { decodePlanResources } from "./decode-calls.ts";
import { encodePlanResources } from "./encode-answers.ts";
import { WireError } from "./errors.ts";

const PRINCIPAL = '"principal":{"id":"ada","roles":["user"]}';
const RESOURCE = '"resource":{"kind":"album"}';
const REST = `${PRINCIPAL},${RESOURCE}`;
const CALL = {
  requestId: "",
  includeMeta: false,
  principal: { id: "ada", roles: ["user"] },
  resource: { kind: "album" },
  actions: ["view"],
  isSingleAction: false,
};

/** The quick way, and the thorough one. */
function decodeTwice(text: string): readonly unknown[] {
  return [decodePlanResources(text, Buffer.from(text)), decodePlanResources(text)];
}

function violationOf(text: string): string {
  try {
    decodePlanResources(text, Buffer.from(text));
  } catch (failure) {
    if (failure instanceof WireError) return failure.message;
    throw failure;
  }
  return "";
}

describe("a request", () => {
  test.each([
    ["a list of actions", `{"actions":["view"],${REST}}`, CALL],
    ["a single action", `{"action":"view",${REST}}`, { ...CALL, isSingleAction: true }],
    [
      "an empty list beside a single action",
      `{"action":"view","actions":[],${REST}}`,
      { ...CALL, isSingleAction: true },
    ],
    ["an empty action beside a list", `{"action":"","actions":["view"],${REST}}`, CALL],
    [
      "everything",
      `{"requestId":"r","includeMeta":true,"actions":["a","b"],${PRINCIPAL},
        "resource":{"kind":"album","attr":{"owner":"ada","":1},"policyVersion":"v1","scope":"acme"},
        "auxData":{"jwt":{"token":"t"}},"requestContext":{"annotations":{"k":1}}}`,
      {
        ...CALL,
        requestId: "r",
        includeMeta: true,
        actions: ["a", "b"],
        resource: { kind: "album", attributes: { owner: "ada", "": 1 }, policyVersion: "v1", scope: "acme" },
        auxData: { jwt: { token: "t", keySetId: "" } },
        annotations: { k: 1 },
      },
    ],
    [
      "other spellings",
      `{"include_meta":true,"actions":["view"],${PRINCIPAL},"resource":{"kind":"album","policy_version":"v1"}}`,
      { ...CALL, includeMeta: true, resource: { kind: "album", policyVersion: "v1" } },
    ],
  ])("may have %s", (_, text, call) => {
    expect(decodeTwice(text)).toEqual([call, call]);
  });

  const EXCLUSIVE = "validation error: Exactly one of 'action' or 'actions' field must be set";
  const many = JSON.stringify(Array.from({ length: 21 }, (_, index) => `a${index}`));

  test.each([
    ["no action", `{${REST}}`, EXCLUSIVE],
    ["both forms of actions", `{"action":"view","actions":["view"],${REST}}`, EXCLUSIVE],
    [
      "21 actions",
      `{"actions":${many},${REST}}`,
      "validation error: actions: value must contain no more than 20 item(s)",
    ],
    [
      "an action twice",
      `{"actions":["a","a"],${REST}}`,
      "validation error: actions: repeated value must contain unique items",
    ],
    [
      "an action without a name",
      `{"actions":[""],${REST}}`,
      "validation error: actions[0]: value length must be at least 1 characters",
    ],
    ["no principal", `{"action":"view",${RESOURCE}}`, "validation error: principal: value is required"],
    ["no resource", `{"action":"view",${PRINCIPAL}}`, "validation error: resource: value is required"],
    [
      "no kind",
      `{"action":"view",${PRINCIPAL},"resource":{"kind":""}}`,
      "validation error: resource.kind: value is required",
    ],
    [
      "an id of the resource",
      `{"action":"view",${PRINCIPAL},"resource":{"kind":"album","id":"1"}}`,
      'unknown field "id"',
    ],
  ])("with %s is refused", (_, text, message) => {
    expect(violationOf(text)).toContain(message);
  });
});

const PLAN: Plan = {
  kind: "always-allowed",
  filterDebug: "(true)",
  matchedScopes: new Map([
    ["view", ""],
    ["edit", "acme"],
  ]),
  validationErrors: [],
};
const ANSWER: PlanResourcesAnswer = {
  requestId: "r",
  includeMeta: false,
  isSingleAction: false,
  actions: ["view", "edit"],
  resource: { kind: "album" },
  plan: PLAN,
  callId: "ID",
};

describe("an answer", () => {
  test.each<[string, Partial<PlanResourcesAnswer>, string]>([
    [
      "repeats the actions",
      {},
      '{"requestId":"r","resourceKind":"album","filter":{"kind":"KIND_ALWAYS_ALLOWED"},"cerbosCallId":"ID","actions":["view","edit"]}',
    ],
    [
      "repeats a single action and the version that was sent",
      {
        isSingleAction: true,
        actions: ["view"],
        resource: { kind: "album", policyVersion: "v1", scope: "acme" },
      },
      '{"requestId":"r","action":"view","resourceKind":"album","policyVersion":"v1","filter":{"kind":"KIND_ALWAYS_ALLOWED"},"cerbosCallId":"ID"}',
    ],
    [
      "has the scopes of all actions, empty ones too",
      { includeMeta: true },
      '{"requestId":"r","resourceKind":"album","filter":{"kind":"KIND_ALWAYS_ALLOWED"},"meta":{"filterDebug":"(true)","matchedScopes":{"edit":"acme","view":""}},"cerbosCallId":"ID","actions":["view","edit"]}',
    ],
    [
      "has the scope of a single action unless it is the root",
      { includeMeta: true, isSingleAction: true, actions: ["view"] },
      '{"requestId":"r","action":"view","resourceKind":"album","filter":{"kind":"KIND_ALWAYS_ALLOWED"},"meta":{"filterDebug":"(true)"},"cerbosCallId":"ID"}',
    ],
    [
      "has a tree of operands where there is a condition",
      {
        plan: {
          ...PLAN,
          kind: "conditional",
          condition: {
            kind: "expression",
            operator: "in",
            operands: [
              { kind: "variable", name: "request.resource.attr.owner" },
              { kind: "value", value: ["ada", 1] },
            ],
          },
          validationErrors: [{ path: "/x", message: "wrong", source: "resource" }],
        },
      },
      '{"requestId":"r","resourceKind":"album","filter":{"kind":"KIND_CONDITIONAL","condition":{"expression":{"operator":"in","operands":[{"variable":"request.resource.attr.owner"},{"value":["ada",1]}]}}},"validationErrors":[{"path":"/x","message":"wrong","source":"SOURCE_RESOURCE"}],"cerbosCallId":"ID","actions":["view","edit"]}',
    ],
  ])("%s", (_, changes, json) => {
    expect(encodePlanResources({ ...ANSWER, ...changes })).toBe(json);
  });
});
