import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CheckRequest, PlanRequest } from "@orthrus/protocol";

export interface ReferenceServer {
  check(request: CheckRequest): Promise<unknown>;
  /** The answer as it is on the wire. */
  plan(request: PlanRequest): Promise<unknown>;
  stop(): void;
}

/** Starts the reference binary (a development dependency) on loopback; undefined where it is not installed. */
export async function startReference(policies: string): Promise<ReferenceServer | undefined> {
  const binary = fileURLToPath(new URL("../node_modules/.bin/cerbos", import.meta.url));
  if (!existsSync(binary)) {
    console.log("reference: skipped, the `cerbos` binary is not installed");
    return undefined;
  }
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
  const child = spawn(binary, ["server", `--config=${config}`, "--log-level=error"], {
    stdio: "ignore",
    detached: true,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await untilHealthy(http);
  return {
    check: (request) => post(agent, http, "/api/check/resources", checkBody(request)),
    plan: (request) => post(agent, http, "/api/plan/resources", planBody(request)),
    stop: () => {
      agent.destroy();
      if (child.pid !== undefined) process.kill(-child.pid);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function checkBody({ principal, resource, actions }: CheckRequest): string {
  const { attributes: principalAttr, ...who } = principal;
  const { attributes: resourceAttr, ...what } = resource;
  return JSON.stringify({
    principal: { ...who, attr: principalAttr },
    resources: [{ resource: { ...what, attr: resourceAttr }, actions }],
  });
}

function planBody({ principal, resource, actions }: PlanRequest): string {
  const { attributes: principalAttr, ...who } = principal;
  const { attributes: resourceAttr, ...what } = resource;
  return JSON.stringify({
    principal: { ...who, attr: principalAttr },
    resource: { ...what, attr: resourceAttr },
    actions,
  });
}

function post(agent: Agent, port: number, path: string, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = { agent, port, host: "127.0.0.1", method: "POST", path };
    const call = httpRequest({
      ...options,
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    });
    call.once("error", reject);
    call.once("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    call.end(body);
  });
}

async function untilHealthy(port: number): Promise<void> {
  const deadlineMs = Date.now() + 20_000;
  while (Date.now() < deadlineMs) {
    try {
      if ((await fetch(`http://127.0.0.1:${port}/_cerbos/health`)).ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the reference server did not become healthy within 20 s");
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
