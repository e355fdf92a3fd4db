import { expect, test } from "vitest";
import { choosePainter } from "./painter.ts";

test.each([
  ["auto", false, true, {}, true],
  ["auto", false, true, { NO_COLOR: "1" }, false],
  ["auto", false, true, { TERM: "dumb" }, false],
  ["always", false, true, { TERM: "dumb" }, true],
  ["auto", false, false, {}, false],
  ["always", false, false, {}, true],
  ["256", false, false, {}, true],
  ["never", false, true, {}, false],
  ["always", true, true, {}, false],
] as const)(
  "level %s, --no-color %s, terminal %s, environment %j: coloured is %s",
  (level, isOff, isTTY, environment, isColoured) => {
    const paint = choosePainter({ level, isOff, environment }, { isTTY, write: () => undefined });
    expect(paint.file("a") !== "a").toBe(isColoured);
  },
);
