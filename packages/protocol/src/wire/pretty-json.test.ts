import { expect, test } from "vitest";
import { prettyJson } from "./pretty-json.ts";

test.each([
  ["{}", "{}"],
  ['{"a":[]}', '{\n  "a":  []\n}'],
  [
    '{"a":"{,:\\"}","b":[1,{"c":null}]}',
    '{\n  "a":  "{,:\\"}",\n  "b":  [\n    1,\n    {\n      "c":  null\n    }\n  ]\n}',
  ],
])("%s is laid out", (json, pretty) => {
  expect(prettyJson(json)).toBe(pretty);
});
