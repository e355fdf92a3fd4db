// Runs the black-box compatibility cases, when they are beside this checkout, with the pass rates reached so far as
// a floor. More arguments go to the runner: `npm run conformance -- --only engine --verbose`.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const runner = `${root}../shared/conformance/run.mjs`;
const extra = process.argv.slice(2);

if (!existsSync(runner)) {
  console.log("conformance: skipped, the cases are not beside this checkout (../shared/conformance)");
  process.exit(0);
}

const thresholds = JSON.parse(readFileSync(`${root}conformance/thresholds.json`, "utf8"));
const only = extra.some((argument) => argument.startsWith("--only"));
const floors = Object.entries(thresholds).map(([suite, percent]) => `--min=${suite}=${percent}`);
const suites = [...new Set(Object.keys(thresholds).map((suite) => suite.split(":")[0]))];
const selection = only ? [] : [`--only=${suites.join(",")}`, ...floors];

const { status, error } = spawnSync(
  process.execPath,
  [runner, "--cmd", `${root}node_modules/.bin/orthrus`, ...selection, ...extra],
  { cwd: root, stdio: "inherit" },
);
if (error) throw error;
process.exit(status ?? 1);
