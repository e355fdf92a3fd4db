import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CheckResourcesRequest, Json, JsonObject, PlanRequest } from "@orthrus/protocol";
import { stringify } from "yaml";
import { type Answer, failedOutput, validationErrorText } from "./answer.ts";
import type { PlanAnswer } from "./plan-answer.ts";
import { readWirePlan } from "./read-wire-plan.ts";
import { wirePlanRequest, wireRequest } from "./wire-request.ts";

/** The reference server, running over a folder of policies. */
export interface ReferenceServer {
  /** The answers per resource, in request order. */
  check(request: CheckResourcesRequest): Promise<Answer[][]>;
  plan(request: PlanRequest): Promise<PlanAnswer>;
  /** On loopback. */
  readonly grpcPort: number;
  close(): Promise<void>;
}

/** What both sides are configured with. */
export interface EngineSettings {
  readonly lenientScopeSearch: boolean;
  readonly schemaEnforcement: "none" | "warn" | "reject";
  readonly globals: JsonObject;
}

/** A text that a server reads as a file. */
export interface NamedText {
  readonly path: string;
  readonly text: string;
}

/** Path of the reference binary for this machine, or why there is none, which is printed: comparisons are skipped then. */
export function referenceBinary(): { readonly path: string } | { readonly missing: string } {
  const found = findBinary();
  if ("missing" in found) console.log(`comparisons with the reference are skipped: ${found.missing}`);
  return found;
}

function findBinary(): { readonly path: string } | { readonly missing: string } {
  const name = `cerbos-${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const path = join(dirname(require.resolve(`@cerbos/${name}/package.json`)), name);
    return existsSync(path) ? { path } : { missing: `${path} is not there` };
  } catch {
    return { missing: `the package @cerbos/${name} is not installed` };
  }
}

/** Starts the reference server; fails with what it printed when it does not accept the policies. */
export async function startReference(
  files: readonly NamedText[],
  settings: EngineSettings,
): Promise<ReferenceServer> {
  const binary = referenceBinary();
  if ("missing" in binary) throw new Error(binary.missing);
  const folder = await mkdtemp(join(tmpdir(), "orthrus-differential-"));
  await writeFiles(join(folder, "policies"), files);
  const [http, grpc] = [await freePort(), await freePort()];
  await writeFile(join(folder, "config.yaml"), stringify(configuration(folder, { http, grpc }, settings)));
  const child = spawn(binary.path, [
    "server",
    `--config=${join(folder, "config.yaml")}`,
    "--log-level=error",
  ]);
  const output = collectOutput(child);
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(http, child);
  } catch (cause) {
    await close();
    throw new Error(`the reference server did not start: ${output()}`, { cause });
  }
  return {
    check: (request) => ask(http, request),
    plan: (request) => askForPlan(http, request),
    grpcPort: grpc,
    close,
  };
}

function configuration(
  folder: string,
  ports: { readonly http: number; readonly grpc: number },
  settings: EngineSettings,
): object {
  return {
    server: { httpListenAddr: `127.0.0.1:${ports.http}`, grpcListenAddr: `127.0.0.1:${ports.grpc}` },
    storage: { driver: "disk", disk: { directory: join(folder, "policies"), watchForChanges: false } },
    engine: { lenientScopeSearch: settings.lenientScopeSearch, globals: settings.globals },
    schema: { enforcement: settings.schemaEnforcement },
    auxData: { jwt: { disableVerification: true } },
    telemetry: { disabled: true },
  };
}

async function writeFiles(folder: string, files: readonly NamedText[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("no free port"));
      });
    });
  });
}

function collectOutput(child: ChildProcess): () => string {
  const chunks: string[] = [];
  child.stdout?.on("data", (chunk) => chunks.push(String(chunk)));
  child.stderr?.on("data", (chunk) => chunks.push(String(chunk)));
  return () => chunks.join("").slice(0, 6000);
}

async function untilHealthy(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600 && child.exitCode === null; attempt += 1) {
    const healthy = await fetch(`http://127.0.0.1:${port}/_cerbos/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("not healthy");
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

async function ask(port: number, request: CheckResourcesRequest): Promise<Answer[][]> {
  const response = await fetch(`http://127.0.0.1:${port}/api/check/resources`, {
    method: "POST",
    body: JSON.stringify(wireRequest(request)),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`the reference server refused a request: ${JSON.stringify(body)}`);
  return (body as { results: WireResult[] }).results.map(answers);
}

async function askForPlan(port: number, request: PlanRequest): Promise<PlanAnswer> {
  const response = await fetch(`http://127.0.0.1:${port}/api/plan/resources`, {
    method: "POST",
    body: JSON.stringify(wirePlanRequest(request)),
  });
  const body: unknown = await response.json();
  // What the reference cannot plan is an internal error.
  if (response.status === 500) return { kind: "failed" };
  if (!response.ok) throw new Error(`the reference server refused a request: ${JSON.stringify(body)}`);
  return readWirePlan(request, body);
}

interface WireResult {
  readonly actions: Readonly<Record<string, string>>;
  readonly outputs?: readonly { readonly src: string; readonly action: string; readonly val?: Json }[];
  readonly validationErrors?: readonly {
    readonly path?: string;
    readonly message: string;
    readonly source: string;
  }[];
  readonly meta?: {
    readonly actions?: Readonly<
      Record<string, { readonly matchedPolicy: string; readonly matchedScope?: string }>
    >;
    readonly effectiveDerivedRoles?: readonly string[];
  };
}

// What 0.51 sends instead of a value that has no JSON form, and of one that it could not compute.
const placeholders: ReadonlySet<unknown> = new Set([
  "<failed to convert evaluation to protobuf value>",
  "<failed to evaluate expression>",
]);

function answers(result: WireResult): Answer[] {
  return Object.entries(result.actions).map(([action, effect]) => ({
    action,
    effect: effect === "EFFECT_ALLOW" ? "allow" : "deny",
    matchedPolicy: result.meta?.actions?.[action]?.matchedPolicy ?? "",
    matchedScope: result.meta?.actions?.[action]?.matchedScope ?? "",
    derivedRoles: [...(result.meta?.effectiveDerivedRoles ?? [])].sort(),
    outputs: (result.outputs ?? [])
      .filter((output) => output.action === action)
      .map(({ src, val }) => ({
        source: src,
        value: val === undefined || placeholders.has(val) ? failedOutput : val,
      })),
    validationErrors: (result.validationErrors ?? [])
      .map(({ path = "", message, source }) =>
        validationErrorText({
          path,
          message,
          source: source === "SOURCE_PRINCIPAL" ? "principal" : "resource",
        }),
      )
      .sort(),
  }));
}
