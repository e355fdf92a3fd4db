import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { OIDC_PRESETS } from "./providers/oidc/presets.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const guide = readFileSync(`${root}docs/guide/identity.md`, "utf8");
const block = (id: string): string =>
  new RegExp(`<!-- ${id} -->\\s*\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? "";

test("the example of the guide prints what the guide shows", () => {
  // Inside the workspace, so that packages resolve.
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(root, "node_modules/.cache/identity-guide-"));
  try {
    const file = join(folder, "example.mjs");
    writeFileSync(file, block("identity"));
    const args = ["--conditions=@orthrus/source", "--import", "tsx", file];
    expect(execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" })).toBe(
      block("identity-output"),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the presets of the guide are those of the code, with their keys", () => {
  const table = /<!-- presets -->\n([\s\S]*?)\n\n/.exec(guide)?.[1] ?? "";
  const rows = [...table.matchAll(/^\| `([^`]+)` \| `([^`]+)`/gm)].map(([, name, keys]) => [name, keys]);
  expect(rows).toEqual(Object.entries(OIDC_PRESETS).map(([name, { keySet }]) => [name, keySet]));
});
