import type { JsonObject } from "@orthrus/protocol";
import { WireError } from "@orthrus/protocol/wire";
import { expect, test } from "vitest";
import { ServiceError } from "../service/service-error.ts";
import type { HandledCall } from "../transport/call-in-progress.ts";
import { logCall } from "./log-call.ts";
import { type LogLevel, LogThreshold } from "./log-level.ts";
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

function logged(call: HandledCall, level: LogLevel = "info"): JsonObject | undefined {
  const lines: JsonObject[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLogger({
    name: "orthrus.http",
    threshold: new LogThreshold(level),
    destination: { out: stream, err: stream },
    now: () => new Date(2000),
  });
  logCall(call, log);
  return lines[0];
}

test("a line has the keys that log pipelines read", () => {
  expect(logged(CALL)).toEqual({
    "log.level": "info",
    "@timestamp": "1970-01-01T00:00:02.000Z",
    "log.logger": "orthrus.http",
    message: "Handled request",
    protocol: "http",
    "grpc.component": "server",
    "grpc.service": "cerbos.svc.v1.CerbosService",
    "grpc.method": "CheckResources",
    "grpc.method_type": "unary",
    "grpc.request.meta": { request_id: "r1" },
    cerbos: { call_id: "01M7WY4ZT361QJ6TF36VHWPHWJ" },
    http: { x_forwarded_for: ["127.0.0.1"], x_forwarded_host: ["127.0.0.1:3592"] },
    "peer.address": "127.0.0.1:53480",
    "grpc.start_time": "1970-01-01T00:00:01Z",
    "grpc.code": "OK",
    "grpc.time_ms": "0.183",
  });
});

test("a call over gRPC came through no proxy that is known", () => {
  const line = logged({ ...CALL, protocol: "grpc" });
  expect([line?.protocol, line?.http, line?.cerbos]).toEqual(["grpc", undefined, { call_id: CALL.callId }]);
});

test("a stream has no call id", () => {
  const line = logged({ ...CALL, methodKind: "server_stream", callId: "" });
  expect([line?.["grpc.method_type"], line?.cerbos]).toEqual(["server_stream", undefined]);
});

test("a call without a name has none in the log", () => {
  expect(logged({ ...CALL, requestId: "" })).not.toHaveProperty("grpc.request.meta");
});

test.each([
  [0, "OK", "info"],
  [1, "Canceled", "info"],
  [3, "InvalidArgument", "info"],
  [4, "DeadlineExceeded", "warn"],
  [8, "ResourceExhausted", "warn"],
  [13, "Internal", "error"],
  [16, "Unauthenticated", "info"],
  [99, "Unknown", "error"],
])("code %d is %s, at level %s", (code, name, level) => {
  expect(logged({ ...CALL, code })).toMatchObject({ "grpc.code": name, "log.level": level });
});

test.each([
  ["its message", new ServiceError("server/check-failed", "Policy check failed"), "Policy check failed"],
  [
    "its code when the message may quote the request",
    new WireError("protocol/malformed-request", 'unknown field "secret"'),
    "protocol/malformed-request",
  ],
  ["nothing more when it is a bug", new TypeError("x is undefined"), "internal error"],
])("a failure is logged with %s", (_title, failure, text) => {
  expect(logged({ ...CALL, code: 13, failure })).toMatchObject({ "grpc.error": text });
});

test("nothing is logged below the level", () => {
  expect(logged(CALL, "warn")).toBeUndefined();
});
