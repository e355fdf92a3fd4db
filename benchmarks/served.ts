import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TICKS_PER_SECOND = 100;
const SERVER_CORE = "0";
const CLIENT_CORE = "1";

/** A server of a process of its own. */
export interface Served {
  readonly grpcPort: number;
  /** What its process has used so far. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/**
 * Starts a server over a folder of policies, given the command that does so. Every one gets the same core, and those
 * who ask another one, where cores can be chosen.
 */
export async function serve(command: readonly string[], policies: string): Promise<Served> {
  const [http, grpc] = [await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), "orthrus-bench-"));
  const config = join(folder, "config.json");
  writeFileSync(
    config,
    JSON.stringify({
      server: { httpListenAddr: `127.0.0.1:${http}`, grpcListenAddr: `127.0.0.1:${grpc}` },
      storage: { driver: "disk", disk: { directory: policies } },
      telemetry: { disabled: true },
    }),
  );
  const words = [...pinning(), ...command, "server", `--config=${config}`, "--log-level=error"];
  const [file = "", ...rest] = words;
  const child = spawn(file, rest, { stdio: "ignore" });
  await untilHealthy(http);
  return {
    grpcPort: grpc,
    cpuSeconds: () => cpuSecondsOf(child),
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Moves this process, which asks, out of the way of those that answer. */
export function stepAside(): void {
  if (pinning().length > 0) spawnSync("taskset", ["-cp", CLIENT_CORE, String(process.pid)]);
}

function pinning(): readonly string[] {
  const canPin = spawnSync("taskset", ["-c", CLIENT_CORE, "true"]).status === 0;
  return canPin ? ["taskset", "-c", SERVER_CORE] : [];
}

/** Of user and system; `taskset` becomes the process it starts. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

async function untilHealthy(port: number): Promise<void> {
  for (const deadlineMs = Date.now() + 60_000; Date.now() < deadlineMs; ) {
    const isHealthy = await fetch(`http://127.0.0.1:${port}/_cerbos/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isHealthy) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("a server did not become healthy within 60 s");
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
