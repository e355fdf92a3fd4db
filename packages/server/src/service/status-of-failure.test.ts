import { WireError } from "@orthrus/protocol/wire";
import { expect, test } from "vitest";
import { ServiceError } from "./service-error.ts";
import { statusOfFailure } from "./status-of-failure.ts";

test.each([
  [
    new ServiceError("server/check-failed", "Policy check failed", { cause: "secret" }),
    { code: 13, message: "Policy check failed" },
  ],
  [
    new ServiceError("server/method-not-allowed", "Method Not Allowed"),
    { code: 12, message: "Method Not Allowed" },
  ],
  [
    new WireError("protocol/malformed-request", "unexpected EOF"),
    { code: 3, message: "unexpected EOF", violations: [] },
  ],
  [new Error("a path on this machine"), { code: 13, message: "internal error" }],
  [undefined, { code: 13, message: "internal error" }],
])("%s is told as %j", (failure, status) => {
  expect(statusOfFailure(failure)).toEqual(status);
});
