import { expect, test } from "vitest";
import { printJson } from "./print-json.ts";

test("characters that mean something in HTML are escaped", () => {
  expect(printJson({ a: ["<b> & \u2028", 1] })).toBe(
    '{\n  "a": [\n    "\\u003cb\\u003e \\u0026 \\u2028",\n    1\n  ]\n}\n',
  );
});
