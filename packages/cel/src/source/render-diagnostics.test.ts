import { expect, test } from "vitest";
import { renderDiagnostics } from "./render-diagnostics.ts";

test.each([
  ["a + b", 2, "ERROR: <input>:1:3: m\n | a + b\n | ..^"],
  ["a\n\t&& b", 3, "ERROR: <input>:2:2: m\n |  && b\n | .^"],
  ["'👍' + b", 5, "ERROR: <input>:1:5: m\n | '👍' + b\n | .．..^"],
  ["a", 1, "ERROR: <input>:1:2: m\n | a\n | .^"],
])("in %j a problem at %d is shown below its character", (text, offset, shown) => {
  expect(renderDiagnostics(text, [{ code: "cel/syntax", message: "m", offset }])).toBe(shown);
});

test("problems are shown in source order", () => {
  const problem = (message: string, offset: number) => ({ code: "cel/syntax", message, offset });
  const lines = renderDiagnostics("a b", [problem("later", 2), problem("earlier", 0)]).split("\n");
  expect([lines[0], lines[3]]).toEqual(["ERROR: <input>:1:1: earlier", "ERROR: <input>:1:3: later"]);
});
