// Compiles packages/protocol/proto into the committed module that the server looks descriptors up in. With --check it
// only says whether that module is what the sources give. Needs `buf`; without it on the path npx fetches it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BUF = "@bufbuild/buf@1.75.0";
const sources = fileURLToPath(new URL("../packages/protocol/proto/", import.meta.url));
const module = fileURLToPath(
  new URL("../packages/protocol/src/wire/protobuf/descriptor-set.ts", import.meta.url),
);

const text = render(compile());
if (!process.argv.includes("--check")) {
  writeFileSync(module, text);
} else if (readFileSync(module, "utf8") !== text) {
  console.error(
    "descriptor-set.ts is not what packages/protocol/proto gives: run npm run generate:descriptors",
  );
  process.exitCode = 1;
}

function compile() {
  const args = ["build", sources, "--exclude-source-info", "--as-file-descriptor-set", "-o", "-"];
  const found = spawnSync("buf", args);
  const { status, stdout, stderr, error } = found.error ? spawnSync("npx", ["--yes", BUF, ...args]) : found;
  if (error) throw error;
  if (status !== 0) throw new Error(`buf: ${stderr}`);
  return stdout;
}

function render(set) {
  return `// Made by scripts/generate-descriptors.mjs; do not edit.

/** Of the sources it was made from, so that a test can tell when they have changed. */
export const SOURCES_SHA256 = "${digest()}";

/** A \`google.protobuf.FileDescriptorSet\`, in Base64. */
export const DESCRIPTOR_SET =
  "${set.toString("base64")}";
`;
}

function digest() {
  const hash = createHash("sha256");
  const names = readdirSync(sources, { recursive: true }).filter((name) => name.endsWith(".proto"));
  for (const name of names.sort()) hash.update(`${name}\n${readFileSync(`${sources}${name}`, "utf8")}\n`);
  return hash.digest("hex");
}
