import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@orthrus/protocol";
import { onTestFinished, vi } from "vitest";
import { decodeConfig } from "../../config/decode-config.ts";
import { formatListenAddress } from "../../config/listen-address.ts";
import { readYaml } from "../../config/read-yaml.ts";
import { type RunningServer, startServer } from "../../server.ts";
import { LogThreshold } from "../log-level.ts";
import { createLogger } from "../logger.ts";

export const POLICY = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  rules:
    - actions: ["view"]
      effect: EFFECT_ALLOW
      roles: ["user"]
`;
const PRINCIPAL = { id: "ada", roles: ["user"] };
export const CHECK = JSON.stringify({
  principal: PRINCIPAL,
  resources: [
    { resource: { kind: "document", id: "1" }, actions: ["view"] },
    { resource: { kind: "document", id: "2" }, actions: ["view"] },
  ],
});
export const PLAN = JSON.stringify({
  principal: PRINCIPAL,
  resource: { kind: "document" },
  actions: ["view"],
});

/** A server over a folder of policies, until the test is over. */
export interface ObservedServer {
  readonly server: RunningServer;
  readonly folder: string;
  /** What it logged. */
  readonly events: readonly JsonObject[];
  /** Comes back with the response. */
  ask(path: string, options?: RequestInit): Promise<Response>;
}

export interface ObservedOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the configuration. */
  readonly server?: JsonObject;
  readonly audit?: JsonObject;
}

export async function startObserved(options: ObservedOptions = {}): Promise<ObservedServer> {
  for (const [name, value] of Object.entries(options.environment ?? {})) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = mkdtempSync(join(tmpdir(), "orthrus-observed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "a.yaml"), POLICY);
  const events: JsonObject[] = [];
  const stream = { write: (line: string) => void events.push(JSON.parse(line)) };
  const log = createLogger({
    name: "orthrus.server",
    threshold: new LogThreshold("info"),
    destination: { out: stream, err: stream },
  });
  const config = {
    server: { httpListenAddr: "127.0.0.1:0", grpcListenAddr: "127.0.0.1:0", ...options.server },
    storage: { driver: "disk", disk: { directory: folder, watchForChanges: true } },
    ...(options.audit && { audit: options.audit }),
  };
  const server = await startServer(decodeConfig(readYaml(JSON.stringify(config))), { log });
  onTestFinished(() => server.close());
  const origin = `http://${formatListenAddress(server.httpAddress)}`;
  return { server, folder, events, ask: (path, init) => fetch(`${origin}${path}`, init) };
}

/** Waits until something is so. */
export async function until<Value>(
  read: () => Promise<Value> | Value,
  isSo: (value: Value) => boolean,
): Promise<Value> {
  for (let waited = 0; ; waited += 50) {
    const value = await read();
    if (isSo(value) || waited > 10_000) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
