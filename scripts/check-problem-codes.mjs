// Every problem code in the sources has a heading in docs/reference/problems.md, and every heading is a code in use.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = readdirSync(`${root}packages`);
// Findings of lint are about policies, whichever package they come from.
const groups = [...packages, "lint"];
const code = new RegExp(`"((?:${groups.join("|")})/[a-z0-9]+(?:-[a-z0-9]+)*)"`, "g");

const used = new Map();
for (const name of packages) {
  for (const file of readdirSync(`${root}packages/${name}/src`, { recursive: true })) {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
    const text = readFileSync(`${root}packages/${name}/src/${file}`, "utf8");
    for (const [, found] of text.matchAll(code)) used.set(found, `packages/${name}/src/${file}`);
  }
}

const page = readFileSync(`${root}docs/reference/problems.md`, "utf8");
const described = new Set([...page.matchAll(/^### `([^`]+)`$/gm)].map(([, heading]) => heading));
const missing = [...used].filter(([found]) => !described.has(found));
const stale = [...described].filter((heading) => !used.has(heading));

for (const [found, file] of missing)
  console.error(`${found} (${file}) has no heading in docs/reference/problems.md`);
for (const heading of stale)
  console.error(`${heading} is described in docs/reference/problems.md and used nowhere`);
process.exit(missing.length + stale.length > 0 ? 1 : 0);
