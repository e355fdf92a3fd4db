import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
let outputs: Metafile["outputs"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "orthrus-engine-"));
  const { metafile, outputFiles } = await build({
    entryPoints: {
      engine: fileURLToPath(new URL("index.ts", import.meta.url)),
      cel: fileURLToPath(import.meta.resolve("@orthrus/cel")),
    },
    outdir: folder,
    absWorkingDir: folder,
    conditions: ["@orthrus/source"],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    metafile: true,
    write: false,
  });
  for (const { path, contents } of outputFiles) writeFileSync(path, contents);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  outputs = metafile.outputs;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files that are there before any code asks for more. */
function loadedAtOnce(entry: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const imported = (outputs[entry]?.imports ?? []).filter(({ kind }) => kind === "import-statement");
  return imported.reduce(
    (files, { path }) => (files.has(path) ? files : loadedAtOnce(path, files)),
    new Set([...seen, entry]) as ReadonlySet<string>,
  );
}

test("the RE2 machine is no part of what a decision point loads at once", () => {
  const holders = Object.keys(outputs).filter((file) =>
    Object.keys(outputs[file]?.inputs ?? {}).some((input) => input.includes("node_modules/re2js")),
  );
  const atOnce = loadedAtOnce("engine.js");
  expect([holders.length > 0, holders.filter((file) => atOnce.has(file))]).toEqual([true, []]);
});

// What a runtime without Node's modules does, in a process of its own because nothing can be unloaded again.
const script = `
globalThis.process = undefined;
const { compileTestPattern, createPdp } = await import("./engine.js");
const { loadPatternMachine } = await import("./cel.js");
const policy = JSON.stringify({
  apiVersion: "api.cerbos.dev/v1",
  resourcePolicy: {
    resource: "album",
    version: "default",
    schemas: { resourceSchema: { ref: "cerbos:///album.json" } },
    rules: [{ actions: ["view"], roles: ["*"], effect: "EFFECT_ALLOW" }],
  },
});
const decide = (pattern, title) => {
  const schema = JSON.stringify({ type: "object", properties: { title: { type: "string", pattern } } });
  const pdp = createPdp({
    policies: { "album.json": policy, "_schemas/album.json": schema },
    schemaEnforcement: "reject",
    onInternalError: () => {},
  });
  const resource = { kind: "album", id: "1", attributes: { title } };
  return pdp.check({ principal: { id: "ada", roles: ["user"] }, resource, actions: ["view"] }).isAllowed("view");
};
const outcome = (run) => {
  try {
    return run();
  } catch (error) {
    return error.message;
  }
};
const outcomes = () => [
  decide("^[a-z]+$", "abc"),
  decide("^[a-z]+$", "ABC"),
  outcome(() => decide("^.+@.+$", "a@b")),
  outcome(() => decide("^.+@.+$", "ab")),
  outcome(() => compileTestPattern("^.+@.+$")("a@b")),
];
const before = outcomes();
await loadPatternMachine();
console.log(JSON.stringify([before, outcomes()]));
`;

test("schemas and tests ask for it only with patterns that need it, and then nothing is let through without it", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    encoding: "utf8",
  });
  const missing = 'the pattern "^.+@.+$" needs the RE2 machine: call `await loadPatternMachine()` first';
  expect([stderr, JSON.parse(stdout || "null")]).toEqual([
    "",
    [
      [true, false, false, false, missing],
      [true, false, true, false, true],
    ],
  ]);
});
