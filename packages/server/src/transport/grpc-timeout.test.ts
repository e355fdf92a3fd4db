import { expect, test } from "vitest";
import { parseGrpcTimeout, withinTimeout } from "./grpc-timeout.ts";

test.each([
  ["2H", 7_200_000],
  ["1M", 60_000],
  ["5S", 5000],
  ["100m", 100],
  ["100u", 0.1],
  ["1n", 1e-6],
])("%s is %d milliseconds", (header, milliseconds) => {
  expect(parseGrpcTimeout(header)).toBe(milliseconds);
});

test.each(["", "abc", "5", "S", "-1S", "1.5S", "5 S", "5s"])("%j is no timeout", (header) => {
  expect(() => parseGrpcTimeout(header)).toThrow(
    expect.objectContaining({ code: "server/invalid-timeout", message: `invalid grpc-timeout: ${header}` }),
  );
});

const never = new Promise<never>(() => {});
const late = expect.objectContaining({
  code: "server/deadline-exceeded",
  message: "context deadline exceeded",
});

test("work in time gives its result", async () => {
  expect(await withinTimeout(60_000, () => "done")).toBe("done");
});

test("work that waits too long is given up", async () => {
  await expect(withinTimeout(1, () => never)).rejects.toEqual(late);
});

test("work that computes too long is late", async () => {
  await expect(withinTimeout(1e-6, () => "done")).rejects.toEqual(late);
});
