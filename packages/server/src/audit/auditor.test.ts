import { expect, test } from "vitest";
import type { AuditSection } from "../config/audit-section.ts";
import type { AnsweredCheck } from "../service/answered-question.ts";
import type { HandledCall } from "../transport/call-in-progress.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { Auditor } from "./auditor.ts";

const SECTION: AuditSection = {
  accessLogsEnabled: true,
  decisionLogsEnabled: true,
  includeMetadataKeys: [],
  excludeMetadataKeys: [],
  decisionLogFilters: {
    checkResources: { ignoreAllowAll: false },
    planResources: { ignoreAll: false, ignoreAlwaysAllow: false },
  },
  to: { backend: "file", path: "stdout", additionalPaths: [], logRotation: undefined },
};

const CALL: HandledCall = {
  protocol: "http",
  methodKind: "unary",
  rpc: "authzen.authorization.v1.AuthorizationService/AccessEvaluationBatch",
  callId: "01M7WY4ZT361QJ6TF36VHWPHWJ",
  requestId: "",
  peerAddress: "127.0.0.1:53480",
  forwardedFor: "127.0.0.1",
  forwardedHost: "pdp",
  isSecure: true,
  headers: {},
  startedAt: new Date(0),
  durationMs: 1,
  code: 0,
  payloads: {},
};

const question = (id: string): AnsweredCheck => ({
  kind: "check",
  requestId: id,
  principal: { id: "ada", roles: ["user"] },
  resources: [{ resource: { kind: "album", id }, actions: ["view"] }],
  results: [],
  isDecided: true,
  annotations: undefined,
  auxData: undefined,
  failure: undefined,
});

/** What was written, as kinds and questions, after some events. */
function written(tell: (auditor: Auditor) => void): readonly unknown[] {
  const entries: AuditEntry[] = [];
  const auditor = new Auditor({
    section: SECTION,
    queue: {
      push(_kind, build) {
        const entry = build();
        if (entry) entries.push(entry);
      },
    },
    policySource: {},
    effectivePolicies: () => new Map(),
  });
  tell(auditor);
  return entries.map(({ kind, json }) => {
    const { peer, checkResources } = JSON.parse(json);
    return [kind, peer.authInfo, checkResources?.inputs[0].requestId];
  });
}

test("what was decided is written when its call ends, with who asked", () => {
  expect(
    written((auditor) => {
      auditor.answered(question("a"), CALL.callId);
      auditor.answered(question("b"), CALL.callId);
      auditor.called(CALL);
    }),
  ).toEqual([
    ["decision", "tls", "a"],
    ["decision", "tls", "b"],
    ["access", "tls", undefined],
  ]);
});

test("what is decided after its caller could not wait is written, too", () => {
  expect(
    written((auditor) => {
      auditor.answered(question("a"), CALL.callId);
      auditor.called({ ...CALL, code: 4, failure: new Error("context deadline exceeded") });
      auditor.answered(question("b"), CALL.callId);
    }),
  ).toEqual([
    ["decision", "tls", "a"],
    ["access", "tls", undefined],
    ["decision", "tls", "b"],
  ]);
});
