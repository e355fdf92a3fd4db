// The steps of continuous integration, in order. Every step runs even when an earlier one failed, so that one run
// shows all there is to mend. A test runner's own counts are added up; any other step counts as one.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const steps = [
  { name: "test", command: ["npm", "test"] },
  { name: "lint", command: ["npm", "run", "lint"] },
  { name: "types", command: ["npm", "run", "types"] },
  { name: "conformance", command: ["npm", "run", "conformance"] },
  { name: "differential", command: ["npm", "run", "test:differential"] },
  { name: "no-code-generation", command: ["npm", "run", "test:no-code-generation"] },
  { name: "services", command: ["npm", "run", "test:services"], before: startServices },
  { name: "packages", command: ["npm", "run", "test:packages"] },
];

let passed = 0;
let failed = 0;
const broken = [];

for (const { name, command, before } of steps) {
  console.log(`\n=== ${name}: ${command.join(" ")}`);
  const startedMs = Date.now();
  before?.();
  const { status, output } = await run(command);
  const counts = vitestCounts(output) ?? { passed: 0, failed: 0 };
  passed += counts.passed + (status === 0 && counts.passed === 0 ? 1 : 0);
  failed += counts.failed + (status !== 0 && counts.failed === 0 ? 1 : 0);
  if (status !== 0) broken.push(name);
  console.log(`=== ${name}: exit ${status} after ${Math.round((Date.now() - startedMs) / 1000)} s`);
}

if (broken.length > 0) console.log(`\nfailed steps: ${broken.join(", ")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(broken.length > 0 ? 1 : 0);

/** Shows what a command prints as it prints it, and keeps it. */
function run([command, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CI: "true" },
    });
    let output = "";
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding("utf8").on("data", (chunk) => {
        output += chunk;
        to.write(chunk);
      });
    }
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, output }));
  });
}

/** Shape of the line: `      Tests  1 failed | 41 passed | 2 skipped (44)`. */
function vitestCounts(output) {
  const plain = stripVTControlCharacters(output);
  const lines = [...plain.matchAll(/^\s*Tests\s+(.*)\(\d+\)\s*$/gm)].map(([, line]) => line);
  if (lines.length === 0) return undefined;
  const sum = (word) =>
    lines.reduce((total, line) => total + Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0), 0);
  return { passed: sum("passed"), failed: sum("failed") };
}

/** Browsers and databases, from Debian packages where the machine has none. */
function startServices() {
  spawnSync(process.execPath, ["scripts/start-services.mjs"], { cwd: root, stdio: "inherit" });
}
