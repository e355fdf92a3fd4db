import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

// Of 1024 bytes, as bundlers count.
const maxKilobytes = 60;

let folder: string;
let entry: { readonly bytes: Uint8Array; readonly output: Metafile["outputs"][string] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "orthrus-cel-"));
  const { metafile, outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("index.ts", import.meta.url))],
    outdir: folder,
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    metafile: true,
    write: false,
  });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const file = outputFiles.find(({ path }) => basename(path) === "index.js");
  const output = metafile.outputs["index.js"];
  entry = file && output ? { bytes: file.contents, output } : expect.unreachable("no bundle");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the package is small, without the RE2 machine", () => {
  const kilobytes = gzipSync(entry.bytes, { level: 9 }).length / 1024;
  expect(kilobytes, `${kilobytes.toFixed(1)} KB bundled, minified and compressed`).toBeLessThanOrEqual(
    maxKilobytes,
  );
});

test("the RE2 machine is loaded when it is asked for", () => {
  expect(Object.keys(entry.output.inputs).filter((path) => path.includes("re2js"))).toEqual([]);
  expect(entry.output.imports.map(({ kind }) => kind)).toEqual(["dynamic-import"]);
});

// What a runtime without Node's modules does, in a process of its own because nothing can be unloaded again.
const script = `
globalThis.process = undefined;
const { allLibraries, compileExpression, createEnvironment, loadPatternMachine } = await import("./index.js");
const environment = createEnvironment({ libraries: allLibraries, variables: [] });
const activation = { now: undefined, computed: [] };
const outcome = (text) => {
  try {
    return compileExpression(text, environment).program.evaluate(activation);
  } catch (error) {
    return error.name + ": " + error.message;
  }
};
const native = "dyn('ab').matches('^a.$')";
const other = "dyn('a@b').matches('^.+@.+$')";
const before = [outcome(native), outcome(other)];
await loadPatternMachine();
console.log(JSON.stringify([before, [outcome(native), outcome(other)]]));
`;

test("a runtime that cannot load while it waits says what to do", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([stderr, JSON.parse(stdout || "null")]).toEqual([
    "",
    [
      [
        true,
        'TypeError: the pattern "^.+@.+$" needs the RE2 machine: call `await loadPatternMachine()` first',
      ],
      [true, true],
    ],
  ]);
});
