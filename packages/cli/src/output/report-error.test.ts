import { expect, test } from "vitest";
import { reportError } from "./report-error.ts";

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
