import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "../run-command-line.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-compile-store-"));
afterAll(() => rmSync(root, { recursive: true }));

const GOOD = `apiVersion: api.cerbos.dev/v1
resourcePolicy: {resource: note, version: default, rules: [{actions: [view], effect: EFFECT_ALLOW, roles: [user]}]}
`;
for (const [folder, text] of [
  ["good", GOOD],
  ["typo", GOOD.replace("rules:", "rulez:")],
  ["expression", GOOD.replace("roles: [user]", "roles: [user], condition: {match: {expr: R.attr.open ==}}")],
]) {
  mkdirSync(join(root, folder ?? ""));
  writeFileSync(join(root, folder ?? "", "note.yaml"), text ?? "");
}
writeFileSync(join(root, "config.yaml"), "storage: {driver: disk, disk: {directory: good}}\n");
writeFileSync(join(root, "git.yaml"), "storage: {driver: git, git: {protocol: file, url: x}}\n");

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await runCommandLine(["compile-store", ...words], {
    stdout: {
      write(text) {
        out += text;
      },
    },
    stderr: {
      write(text) {
        err += text;
      },
    },
    environment,
    workingDirectory: root,
    stop: new AbortController().signal,
    onDebugRequest: () => () => undefined,
  });
  return { code, out, err };
}
const at = (directory: string): string => `--set=storage.disk.directory=${directory}`;

test("a store that compiles is not worth a word", async () => {
  expect(await run(["config.yaml"])).toEqual({ code: 0, out: "", err: "" });
});

test("the configuration may be named by the environment", async () => {
  expect(await run([], { CERBOS_CONFIG: "config.yaml" })).toEqual({ code: 0, out: "", err: "" });
});

// biome-ignore format: one row per mistake
test.each([
  [["config.yaml", at("typo")],             3, "Load failures\n",      "failed to compile"],
  [["config.yaml", at("expression")],       3, "Compilation errors\n", "failed to compile"],
  [["config.yaml", at("typo"), "--output=json"],  3, '"lintErrors"',         "failed to compile"],
  [["config.yaml", "--disable-invalid"],    1, "", "--disable-invalid flag is only supported by mutable stores"],
  [["git.yaml"],                            1, "", "storage driver [git] is not available in this version of Orthrus; use [disk]"],
  [["config.yaml", at("nowhere")],          1, "", "nowhere"],
  [["nowhere.yaml"],                        1, "", "nowhere.yaml"],
  [[],                                      80, "Usage: orthrus compile-store", 'expected "<config>"'],
])("orthrus compile-store %j ends with %i", async (words, code, out, err) => {
  const ran = await run(words);
  expect({ code: ran.code, out: ran.out.includes(out), err: ran.err.includes(err) }, JSON.stringify(ran)).toEqual({
    code,
    out: true,
    err: true,
  });
});
