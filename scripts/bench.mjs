// Builds, then runs every benchmark in benchmarks/, or those whose name contains the first argument. A benchmark is
// a file with a main question; helpers beside it are imported, not run.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const benchmarks = [
  "check-in-process",
  "cel-conditions",
  "cel-compile",
  "cel-partial",
  "cel-regex",
  "compile-and-test",
  "identity",
];
const wanted = process.argv[2] ?? "";

run(["scripts/build.mjs"]);
for (const name of benchmarks.filter((candidate) => candidate.includes(wanted))) {
  console.log(`\n# ${name}`);
  run(["--import", "tsx", `benchmarks/${name}.ts`]);
}

function run(args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
