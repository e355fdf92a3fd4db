import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REQUESTS = 4000;
/** Each with one request at a time. */
const CONNECTIONS = 16;

const command = fileURLToPath(new URL("../packages/cli/bin/orthrus.js", import.meta.url));
const policies = fileURLToPath(new URL("../examples/policies", import.meta.url));
const body = readFileSync(new URL("../examples/requests/free-plan.json", import.meta.url), "utf8");
const request = `POST /api/check/resources HTTP/1.1\r\nHost: pdp\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Sections of a configuration, by the folder that the server may write to. */
export type Sections = (folder: string) => Readonly<Record<string, object>>;

export interface ServerComparison {
  /** Of the main thread, per request, by the first server. Units: microseconds. */
  readonly baseUs: number;
  /** How many times that the second one took, in the middle of all rounds. */
  readonly ratio: number;
}

/**
 * Compares two servers by the processor time of one HTTP check of one resource. Both run at the same time and are asked
 * in turns, so that a slow moment of the machine hits both.
 *
 * Undefined where the system does not tell how long a process was on the processor.
 */
export async function compareServers(
  base: Sections,
  changed: Sections,
  rounds: number,
): Promise<ServerComparison | undefined> {
  if (!existsSync("/proc/self/schedstat")) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "orthrus-bench-"));
  const servers = [await start(folder, "base", base), await start(folder, "changed", changed)] as const;
  try {
    for (const server of servers) await ask(server, REQUESTS * 3);
    const ratios: number[] = [];
    const costs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const first = round % 2;
      const one = await cost(servers[first === 0 ? 0 : 1]);
      const other = await cost(servers[first === 0 ? 1 : 0]);
      const [without, measured] = first === 0 ? [one, other] : [other, one];
      ratios.push(measured / without);
      costs.push(without);
    }
    return { baseUs: median(costs) / 1000, ratio: median(ratios) };
  } finally {
    for (const { child, sockets } of servers) {
      for (const socket of sockets) socket.destroy();
      child.kill();
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  }
}

interface Server {
  readonly child: ChildProcess;
  readonly sockets: readonly Socket[];
}

async function start(folder: string, name: string, sections: Sections): Promise<Server> {
  const path = join(folder, `${name}.sock`);
  const config = join(folder, `${name}.json`);
  const { server, ...others } = sections(folder);
  const addresses = { httpListenAddr: `unix:${path}`, grpcListenAddr: `unix:${path}.grpc` };
  const storage = { driver: "disk", disk: { directory: policies } };
  writeFileSync(config, JSON.stringify({ server: { ...addresses, ...server }, storage, ...others }));
  const child = spawn(process.execPath, [command, "server", `--config=${config}`, "--log-level=error"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let waited = 0; !existsSync(path); waited++) {
    if (waited > 200) throw new Error("the server did not start within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(path));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return { child, sockets };
}

/** Units: nanoseconds per request. */
async function cost(server: Server): Promise<number> {
  const before = onProcessor(server);
  await ask(server, REQUESTS);
  return (onProcessor(server) - before) / REQUESTS;
}

function onProcessor({ child }: Server): number {
  return Number(readFileSync(`/proc/${child.pid}/schedstat`, "utf8").split(" ")[0]);
}

async function ask({ sockets }: Server, count: number): Promise<void> {
  await Promise.all(sockets.map((socket) => askOn(socket, count / CONNECTIONS)));
}

function askOn(socket: Socket, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    // An answer this short is one piece.
    const onData = (): void => {
      left--;
      if (left > 0) socket.write(request);
      else {
        socket.off("data", onData);
        resolve();
      }
    };
    socket.on("data", onData);
    socket.write(request);
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
