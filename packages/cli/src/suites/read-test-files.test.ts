import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readTestFiles } from "./read-test-files.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-suites-"));
afterAll(() => rmSync(root, { recursive: true }));

test("suites and fixtures are read, hidden ones too, and nothing else", async () => {
  const read = [
    "a_test.yaml",
    "x/b_test.json",
    "x/testdata/principals.yml",
    ".hidden/c_test.yaml",
    ".hidden/testdata/resources.yaml",
    ".d_test.yaml",
  ];
  const others = ["a.yaml", ".git/refs/heads/e_test.yaml", "testdata/notes.md", "x/testdata/y/z.yaml"];
  for (const path of [...read, ...others]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `text of ${path}`);
  }
  symlinkSync(join(root, "a_test.yaml"), join(root, "linked_test.yaml"));
  symlinkSync(root, join(root, "loop"));
  const files = await readTestFiles(root);
  expect(Object.fromEntries(files.map(({ path, text }) => [path, text]))).toEqual({
    ...Object.fromEntries(read.map((path) => [path, `text of ${path}`])),
    "linked_test.yaml": "text of a_test.yaml",
  });
});
