import { expect, test } from "vitest";
import { reportError, reportWarning } from "./report-error.ts";

test.each([
  ["failed to compile", "orthrus: error: failed to compile\n"],
  [
    "yaml: unmarshal errors:\n  line 1: x",
    "orthrus: error: yaml: unmarshal errors:\n                  line 1: x\n",
  ],
])("the failure %j is written as %j", (message, text) => {
  const written: string[] = [];
  reportError({ write: (part) => void written.push(part) }, message);
  expect(written.join("")).toBe(text);
});

test.each([
  [
    { position: { line: 2, column: 3 }, hint: "do that" },
    "orthrus: warning: a.yaml:2:3 this is odd; do that\n",
  ],
  [{ position: undefined }, "orthrus: warning: a.yaml this is odd\n"],
])("a warning with %j is written as %j", (parts, text) => {
  const written: string[] = [];
  const warning = { code: "policy/odd", file: "a.yaml", message: "this is odd", ...parts };
  reportWarning({ write: (part) => void written.push(part) }, warning);
  expect(written.join("")).toBe(text);
});
