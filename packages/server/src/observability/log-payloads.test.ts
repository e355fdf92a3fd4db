import type { JsonObject } from "@orthrus/protocol";
import { expect, test } from "vitest";
import type { HandledCall } from "../transport/call-in-progress.ts";
import { LogThreshold } from "./log-level.ts";
import { logPayloads } from "./log-payloads.ts";
import { createLogger } from "./logger.ts";

const CALL: HandledCall = {
  protocol: "http",
  methodKind: "unary",
  rpc: "cerbos.svc.v1.CerbosService/CheckResources",
  callId: "01M7WY4ZT361QJ6TF36VHWPHWJ",
  requestId: "r1",
  peerAddress: "127.0.0.1:53480",
  forwardedFor: "127.0.0.1",
  forwardedHost: "127.0.0.1:3592",
  isSecure: false,
  headers: {},
  startedAt: new Date(1234),
  durationMs: 0.18349,
  code: 0,
  payloads: {},
};

function logged(changes: Partial<HandledCall>): readonly JsonObject[] {
  const lines: JsonObject[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const destination = { out: stream, err: stream };
  logPayloads(
    { ...CALL, ...changes },
    createLogger({ name: "orthrus.payload", threshold: new LogThreshold("info"), destination }),
  );
  return lines;
}

test("what was asked and answered is logged under the keys that log pipelines read", () => {
  const payloads = { request: '{"principal":{"id":"ada"}}', response: '{"results":[]}' };
  expect(logged({ payloads })).toEqual([
    expect.objectContaining({
      "log.logger": "orthrus.payload",
      "grpc.method": "CheckResources",
      cerbos: { call_id: "01M7WY4ZT361QJ6TF36VHWPHWJ" },
      "grpc.request.content": '{"principal":{"id":"ada"}}',
    }),
    expect.objectContaining({ "grpc.response.content": '{"results":[]}' }),
  ]);
});

test.each([
  ['{"auxData":{"jwt":{"token":"ey.secret"}}}', '{"auxData":{"jwt":{"token":"(not logged)"}}}'],
  [
    '{"aux_data":{"jwts":{"a":{"token":"ey.secret","keySetId":"k"}}}}',
    '{"aux_data":{"jwts":{"a":{"token":"(not logged)","keySetId":"k"}}}}',
  ],
  ['{"auxData":{"jwt":{"token":"ey.secret"}}} and more', "(not logged)"],
  ["", ""],
])("tokens are left out of %s", (request, content) => {
  expect(logged({ payloads: { request } })).toEqual([
    expect.objectContaining({ "grpc.request.content": content }),
  ]);
});

test("questions of AuthZEN are not logged", () => {
  const rpc = "authzen.authorization.v1.AuthorizationService/AccessEvaluation";
  expect(logged({ rpc, payloads: { request: "{}", response: "{}" } })).toEqual([]);
});
