import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { markdownBlock, publicPackages, root } from "../workspace.ts";

// What users install, in an empty folder outside the repository.
const packages = publicPackages();
const folder = mkdtempSync(join(tmpdir(), "orthrus-packed-"));

function run(command: string, args: readonly string[], cwd: string = folder): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

beforeAll(() => {
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  for (const { directory } of packages)
    run("npm", ["pack", "--silent", "--pack-destination", tarballs], directory);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  run("npm", [
    "install",
    "--silent",
    "--no-audit",
    "--no-fund",
    ...files,
    "typescript@7.0.2",
    "@types/node@20",
  ]);
  cpSync(join(root, "examples/policies"), join(folder, "policies"), { recursive: true });
  writeFileSync(join(folder, "example.mjs"), markdownBlock("README.md", "in-process"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(["20", "22", "24"])("the README's in-process example prints what it says on Node %s", (version) => {
  const output = run("npx", ["--yes", "-p", `node@${version}`, "node", "example.mjs"]);
  expect(output).toBe(markdownBlock("README.md", "in-process-output"));
});

test("the in-process example runs where code generation is forbidden", () => {
  const output = run(process.execPath, ["--disallow-code-generation-from-strings", "example.mjs"]);
  expect(output).toBe(markdownBlock("README.md", "in-process-output"));
});

test("the installed command says its version", () => {
  expect(run(join(folder, "node_modules/.bin/orthrus"), ["--version"])).toMatch(/^\d+\.\d+\.\d+/);
});

describe.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])("with module %s and module resolution %s", (module, moduleResolution) => {
  test("the types of every entry point resolve", () => {
    const imports = packages.map(
      ({ entries: [entry] }, index) => `import * as p${index} from "${entry}";\nvoid p${index};`,
    );
    writeFileSync(
      join(folder, "types.mts"),
      `${imports.join("\n")}\n${markdownBlock("README.md", "in-process")}`,
    );
    const config = {
      compilerOptions: {
        module,
        moduleResolution,
        target: "es2023",
        strict: true,
        noEmit: true,
        types: ["node"],
      },
      files: ["types.mts"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    expect(run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."])).toBe("");
  });
});

test.each(packages.map(({ name, directory }) => [name, directory]))(
  "publint finds nothing in %s",
  async (_name, directory) => {
    const { messages, pkg } = await publint({ pkgDir: directory, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  },
);
