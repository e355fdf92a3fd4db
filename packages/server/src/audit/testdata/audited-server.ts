import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@orthrus/protocol";
import bcrypt from "bcryptjs";
import { decodeConfig } from "../../config/decode-config.ts";
import { readYaml } from "../../config/read-yaml.ts";
import { LogThreshold } from "../../observability/log-level.ts";
import { createLogger } from "../../observability/logger.ts";
import { startServer } from "../../server.ts";

export const POLICIES = {
  "album.yaml": `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  importDerivedRoles: [common]
  rules:
    - actions: [view]
      roles: [user]
      effect: EFFECT_ALLOW
      output:
        when:
          ruleActivated: "[1, P.id, null]"
    - {actions: [edit], derivedRoles: [owner], effect: EFFECT_ALLOW}
    - {actions: [err], roles: [user], effect: EFFECT_ALLOW, condition: {match: {expr: P.attr.zz == 1}}}
`,
  "album_acme.yaml": `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  scope: acme
  rules:
    - {actions: [only], roles: [user], effect: EFFECT_ALLOW}
`,
  "bob.yaml": `apiVersion: api.cerbos.dev/v1
principalPolicy:
  principal: bob
  version: default
  rules:
    - resource: album
      actions:
        - {action: view, effect: EFFECT_ALLOW, condition: {match: {expr: R.attr.b == 1}}}
`,
  "roles.yaml": `apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: common
  definitions:
    - {name: owner, parentRoles: [user], condition: {match: {expr: R.attr.owner == P.id}}}
`,
} as const;

export const CREDENTIALS = { username: "adm", password: "pw" };
const PASSWORD_HASH = Buffer.from(bcrypt.hashSync(CREDENTIALS.password, 4)).toString("base64");

/** A folder with policies, that goes away with `remove`. */
export function auditFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "orthrus-audit-"));
  mkdirSync(join(path, "policies"));
  for (const [name, text] of Object.entries(POLICIES)) writeFileSync(join(path, "policies", name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What both our server and the reference are configured with. */
export function auditConfig(folder: string, audit: JsonObject): JsonObject {
  return {
    audit: { enabled: true, ...audit },
    auxData: { jwt: { disableVerification: true } },
    server: {
      httpListenAddr: "127.0.0.1:0",
      grpcListenAddr: "127.0.0.1:0",
      adminAPI: {
        enabled: true,
        adminCredentials: { username: CREDENTIALS.username, passwordHash: PASSWORD_HASH },
      },
    },
    storage: { driver: "disk", disk: { directory: join(folder, "policies"), watchForChanges: false } },
  };
}

export interface AuditedServer {
  readonly url: string;
  readonly grpc: string;
  /** What the server logged. */
  readonly events: readonly JsonObject[];
  close(): Promise<void>;
}

export async function openAudited(folder: string, audit: JsonObject): Promise<AuditedServer> {
  const events: JsonObject[] = [];
  const stream = { write: (line: string) => void events.push(JSON.parse(line)) };
  const log = createLogger({
    name: "orthrus.server",
    threshold: new LogThreshold("info"),
    destination: { out: stream, err: stream },
  });
  const config = decodeConfig(readYaml(JSON.stringify(auditConfig(folder, audit)), "orthrus.yaml"));
  const server = await startServer(config, { log });
  const portOf = (address: typeof server.httpAddress): number => (address.kind === "tcp" ? address.port : 0);
  return {
    url: `http://127.0.0.1:${portOf(server.httpAddress)}`,
    grpc: `127.0.0.1:${portOf(server.grpcAddress)}`,
    events,
    close: () => server.close(),
  };
}

/** Entries of a file, in the order they were written. */
export function readEntries(path: string): readonly JsonObject[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject);
}

export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonObject> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method: "POST", body: text, headers: { ...headers } });
  return (await response.json()) as JsonObject;
}

export function checkBody(...actions: readonly string[]): JsonObject {
  return {
    requestId: "r1",
    principal: { id: "ada", roles: ["user"], attr: { level: 3 } },
    resources: [{ actions, resource: { kind: "album", id: "1", attr: { owner: "bo" } } }],
  };
}
