import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { ran } from "../testdata/ran.ts";

const guide = readFileSync(
  fileURLToPath(new URL("../../../../docs/guide/testing-policies.md", import.meta.url)),
  "utf8",
);
const root = mkdtempSync(join(tmpdir(), "orthrus-testing-guide-"));
afterAll(() => rmSync(root, { recursive: true }));

const [policy = "", suite = ""] = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
// As the guide says: Ada may not delete, and another output.
const changed = suite.replace("delete: EFFECT_ALLOW", "delete: EFFECT_DENY").replace("val: new", "val: old");
for (const [folder, text] of [
  ["right", suite],
  ["wrong", changed],
  ["broken", suite.replace("principal: ada", "principal: adda")],
] as const) {
  mkdirSync(join(root, folder, "policies"), { recursive: true });
  writeFileSync(join(root, folder, "policies/album.yaml"), policy);
  writeFileSync(join(root, folder, "policies/album_test.yaml"), text);
}

const shown = [...guide.matchAll(/```console\n\$ orthrus (compile .*)\n([\s\S]*?)```/g)].map(
  ([, command = "", output = ""]) => ({
    command,
    output,
    folder: output.includes("FAILED") ? "wrong" : output.includes("ERROR") ? "broken" : "right",
  }),
);

test("the guide shows reports with and without failures", () => {
  expect(shown.map(({ folder }) => folder)).toEqual(["right", "wrong", "broken", "right", "right"]);
});

test.each(shown)("the guide shows what `orthrus $command` prints", async ({ command, output, folder }) => {
  const words = command.split(" ").map((word) => word.replaceAll("'", ""));
  const { stdout, stderr } = await ran(words, { workingDirectory: join(root, folder) });
  expect(stdout + stderr).toBe(output);
});
