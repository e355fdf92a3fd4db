// Builds every package: TypeScript project references, then the bundle of the command.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const steps = [
  ["node_modules/typescript/bin/tsc", "-b", "tsconfig.build.json"],
  ["packages/cli/scripts/bundle.mjs"],
];

for (const step of steps) {
  const { status, error } = spawnSync(process.execPath, step, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
