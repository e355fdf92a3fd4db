import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { ran } from "../testdata/ran.ts";

const readme = readFileSync(fileURLToPath(new URL("../../../../README.md", import.meta.url)), "utf8");
const workingDirectory = mkdtempSync(join(tmpdir(), "orthrus-first-policy-"));
afterAll(() => rmSync(workingDirectory, { recursive: true }));

const files = [...readme.matchAll(/<!-- file (\S+) -->\n\n```yaml\n([\s\S]*?)```/g)];

function write(change: (text: string) => string): void {
  for (const [, path = "", text = ""] of files) {
    mkdirSync(dirname(join(workingDirectory, path)), { recursive: true });
    writeFileSync(join(workingDirectory, path), change(text));
  }
}

function shownAfter(remark: string): string | undefined {
  const start = readme.indexOf(`<!-- ${remark} -->`);
  return /```console\n\$ orthrus compile policies\n([\s\S]*?)\n```/.exec(readme.slice(start))?.[1];
}

test("the README's first policy and its tests give what the README shows", async () => {
  write((text) => text);
  const { code, stdout } = await ran(["compile", "policies"], { workingDirectory });
  expect({ files: files.length, code, stdout: stdout.trimEnd() }).toEqual({
    files: 2,
    code: 0,
    stdout: shownAfter("run"),
  });
});

test("its mistake gives the report the README shows", async () => {
  write((text) => text.replace(" == ", " = "));
  const { code, stdout } = await ran(["compile", "policies"], { workingDirectory });
  expect({ code, stdout: stdout.trimEnd() }).toEqual({ code: 3, stdout: shownAfter("run with =") });
});
