import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ran } from "../testdata/ran.ts";

const page = readFileSync(new URL("../../../../docs/reference/policies.md", import.meta.url), "utf8");
const workingDirectory = mkdtempSync(join(tmpdir(), "orthrus-policies-page-"));
afterAll(() => rmSync(workingDirectory, { recursive: true }));

test("the policies of the reference compile without a finding of lint, and their tests pass", async () => {
  for (const [, path = "", text = ""] of page.matchAll(/<!-- file (\S+) -->\n\n```\w+\n([\s\S]*?)```/g)) {
    mkdirSync(dirname(join(workingDirectory, path)), { recursive: true });
    writeFileSync(join(workingDirectory, path), text);
  }
  const { code, stdout } = await ran(["compile", "--lint=error", "policies"], { workingDirectory });
  expect({ code, summary: stdout.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    summary: "24 tests executed [24 OK]",
  });
});
