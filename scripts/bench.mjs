// Builds, then runs every benchmark in benchmarks/, or those whose name contains the first argument. A benchmark is
// a file with a main question; helpers beside it are imported, not run.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const benchmarks = [
  "check-in-process",
  "check-peers",
  "check-scaling",
  "cel-conditions",
  "cel-compile",
  "cel-partial",
  "cel-regex",
  "plan-in-process",
  "grpc",
  "compile-and-test",
  "identity",
  "observed-requests",
  "audited-requests",
  "protobuf-codec",
];
const wanted = process.argv[2] ?? "";

if (!succeeds(["scripts/build.mjs"])) process.exit(1);
for (const name of benchmarks.filter((candidate) => candidate.includes(wanted))) {
  console.log(`\n# ${name}`);
  const file = ["--import", "tsx", `benchmarks/${name}.ts`];
  // Machines have slow moments, so only what fails twice has failed.
  if (!succeeds(file) && !succeeds(file)) process.exitCode = 1;
}

function succeeds(args) {
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  return status === 0;
}
