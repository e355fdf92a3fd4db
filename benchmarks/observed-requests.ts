/**
 * What does measuring cost? Processor time of one HTTP check of one resource, by a server with metrics and by one
 * without. Both run at the same time and are asked in turns, so that a slow moment of the machine hits both.
 *
 * Gate: 1.05, aim: 1.03.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const GATE = 1.05;
const ROUNDS = 24;
const REQUESTS = 4000;
/** Each with one request at a time. */
const CONNECTIONS = 16;

const command = fileURLToPath(new URL("../packages/cli/bin/orthrus.js", import.meta.url));
const policies = fileURLToPath(new URL("../examples/policies", import.meta.url));
const body = readFileSync(new URL("../examples/requests/free-plan.json", import.meta.url), "utf8");
const request = `POST /api/check/resources HTTP/1.1\r\nHost: pdp\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const folder = mkdtempSync(join(tmpdir(), "orthrus-bench-"));

if (!existsSync("/proc/self/schedstat")) {
  console.log("skipped: this system does not tell how long a process was on the processor");
} else {
  await compare();
}

async function compare(): Promise<void> {
  const servers = [await start("without", false), await start("with", true)] as const;
  try {
    for (const server of servers) await ask(server, REQUESTS * 3);
    const ratios: number[] = [];
    const costs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const first = round % 2;
      const one = await cost(servers[first === 0 ? 0 : 1]);
      const other = await cost(servers[first === 0 ? 1 : 0]);
      const [without, measured] = first === 0 ? [one, other] : [other, one];
      ratios.push(measured / without);
      costs.push(without);
    }
    const ratio = median(ratios);
    console.log(`without metrics: ${(median(costs) / 1000).toFixed(1)} µs of processor time per request`);
    console.log(`with metrics: ${ratio.toFixed(3)} times that (median of ${ROUNDS} rounds; gate ${GATE})`);
    if (ratio > GATE) process.exitCode = 1;
  } finally {
    for (const { child, sockets } of servers) {
      for (const socket of sockets) socket.destroy();
      child.kill();
    }
    rmSync(folder, { recursive: true });
  }
}

interface Server {
  readonly child: ChildProcess;
  readonly sockets: readonly Socket[];
}

async function start(name: string, metricsEnabled: boolean): Promise<Server> {
  const path = join(folder, `${name}.sock`);
  const config = join(folder, `${name}.json`);
  const server = { httpListenAddr: `unix:${path}`, grpcListenAddr: `unix:${path}.grpc`, metricsEnabled };
  writeFileSync(
    config,
    JSON.stringify({ server, storage: { driver: "disk", disk: { directory: policies } } }),
  );
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
