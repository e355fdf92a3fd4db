import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { CHECK, PLAN, startObserved, until } from "../testdata/observed-server.ts";
import { type Scraped, scrape } from "../testdata/scrape.ts";

// Dashboards that were made for the reference server must read ours.

const BINARY = fileURLToPath(new URL("../../../../../node_modules/.bin/cerbos", import.meta.url));
const COMPARED = /^(cerbos_dev|http_server)_/;

interface Asked {
  ask(path: string, options?: RequestInit): Promise<Response>;
}

test.runIf(existsSync(BINARY))(
  "metrics have the names, types, labels and buckets of the reference",
  async () => {
    const ours = await startObserved();
    const theirs = await startReference(ours.folder);
    for (const { ask } of [ours, theirs]) await askEverything(ask);
    const [measured, expected] = [shapes(await scrape(ours)), shapes(await scrape(theirs))];
    // It has more after a while, such as polls of the store.
    expect(expected.size).toBeGreaterThanOrEqual(9);
    expect([...expected.keys()].map((name) => [name, measured.get(name)])).toEqual([...expected]);
  },
  60_000,
);

async function askEverything(ask: Asked["ask"]): Promise<void> {
  await (await ask("/api/check/resources", { method: "POST", body: CHECK })).text();
  await (await ask("/api/check/resources", { method: "POST", body: "{" })).text();
  await (await ask("/api/plan/resources", { method: "POST", body: PLAN })).text();
}

/** Name → type, and each kind of line with its labels; buckets with their bounds, too. */
function shapes({ types, samples }: Scraped): ReadonlyMap<string, unknown> {
  const compared = [...types].filter(([name]) => COMPARED.test(name)).sort();
  return new Map(
    compared.map(([name, type]) => {
      const lines = ["", "_bucket", "_sum", "_count"].flatMap((suffix) => samples.get(name + suffix) ?? []);
      const labels = new Set(lines.flatMap((line) => Object.keys(line.labels)));
      const bounds = new Set(lines.map((line) => line.labels.le));
      return [name, { type, labels: [...labels].sort(), bounds: [...bounds] }];
    }),
  );
}

async function startReference(folder: string): Promise<Asked> {
  const [http, grpc] = [await freePort(), await freePort()];
  const settings = [
    `server.httpListenAddr=127.0.0.1:${http}`,
    `server.grpcListenAddr=127.0.0.1:${grpc}`,
    `storage.disk.directory=${folder}`,
    "storage.disk.watchForChanges=true",
    "telemetry.disabled=true",
  ];
  // In a group of its own, because the command starts the binary as a child.
  const child = spawn(BINARY, ["server", "--log-level=error", ...settings.map((each) => `--set=${each}`)], {
    stdio: "ignore",
    detached: true,
  });
  onTestFinished(() => void (child.pid !== undefined && process.kill(-child.pid)));
  const ask: Asked["ask"] = (path, options) => fetch(`http://127.0.0.1:${http}${path}`, options);
  const isUp = await until(
    () =>
      ask("/_cerbos/health").then(
        ({ ok }) => ok,
        () => false,
      ),
    (ok) => ok,
  );
  if (!isUp) throw new Error("the reference did not become healthy within 10 s");
  return { ask };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
