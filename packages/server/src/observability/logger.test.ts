import { expect, test } from "vitest";
import { type LogLevel, LogThreshold, parseLogLevel } from "./log-level.ts";
import { createLogger, type Logger } from "./logger.ts";

function recorder(
  level: LogLevel,
  isTTY = false,
): { log: Logger; out: string[]; err: string[]; threshold: LogThreshold } {
  const out: string[] = [];
  const err: string[] = [];
  const threshold = new LogThreshold(level);
  const destination = {
    out: { isTTY, write: (text: string) => void out.push(text) },
    err: { isTTY, write: (text: string) => void err.push(text) },
  };
  const log = createLogger({ name: "orthrus.server", threshold, destination, now: () => new Date(0) });
  return { log, out, err, threshold };
}

test("a line is one JSON object with the keys that log pipelines read", () => {
  const { log, out } = recorder("info");
  log.named("orthrus.http").info("Starting", { address: ":3592", "grpc.code": undefined });
  expect(out).toEqual([
    '{"log.level":"info","@timestamp":"1970-01-01T00:00:00.000Z","log.logger":"orthrus.http","message":"Starting","address":":3592"}\n',
  ]);
});

test("a terminal gets tabs and colours", () => {
  const { log, out } = recorder("info", true);
  log.warn("Careful", { dir: "/p" });
  expect(out).toEqual([
    '1970-01-01T00:00:00.000Z\t\u001b[33mWARN\u001b[0m\torthrus.server\tCareful\t{"dir":"/p"}\n',
  ]);
});

test("errors go to standard error, everything else to standard output, and lower levels nowhere", () => {
  const { log, out, err } = recorder("warn");
  for (const level of ["debug", "info", "warn", "error"] as const) log[level](level);
  const messages = (lines: string[]): unknown[] => lines.map((line) => JSON.parse(line).message);
  expect({ out: messages(out), err: messages(err) }).toEqual({ out: ["warn"], err: ["error"] });
});

test("a debug window logs everything until it ends", async () => {
  const { log, out, threshold } = recorder("error");
  threshold.debugFor(20);
  log.debug("inside");
  await new Promise((resolve) => setTimeout(resolve, 60));
  log.debug("outside");
  expect(out.map((line) => JSON.parse(line).message)).toEqual(["inside"]);
});

test.each([
  ["debug", "debug"],
  ["WARN", "warn"],
  ["Error", "error"],
  ["V0", "info"],
  ["v3", "debug"],
  ["loud", undefined],
  ["", undefined],
])("the level %j means %j", (text, level) => {
  expect(parseLogLevel(text)).toBe(level);
});
