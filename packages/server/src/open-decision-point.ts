import { resolve } from "node:path";
import { type Global, openPdp, type Pdp, PolicyError, type ReloadFailure } from "@orthrus/engine";
import type { Diagnostic } from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import { type KeptFiles, keepFiles } from "./admin/keep-files.ts";
import type { Config } from "./config/decode-config.ts";
import { PRESENCES } from "./config/orthrus-section.ts";
import type { Logger } from "./observability/logger.ts";
import type { ServerMetrics } from "./observability/metrics/open-metrics.ts";
import { reasonOf } from "./reason-of.ts";
import { StartError } from "./start-error.ts";

export interface DecisionPointOptions {
  readonly log: Logger;
  /** Absent when nothing is measured. */
  readonly metrics: Pick<ServerMetrics, "store"> | undefined;
}

export interface OpenedDecisionPoint {
  readonly pdp: Pdp;
  /** Kept for the admin API, while that is on. */
  readonly files: KeptFiles | undefined;
  /** Lets go of the store. */
  close(): Promise<void>;
}

/**
 * Opens the configured store and compiles its policies. While it is open, a store that changes for the worse, or
 * goes away, leaves the last good policies in force, and the log says so.
 *
 * Throws: `server/store-unavailable`, and `server/policies-invalid` with one line per problem.
 */
export async function openDecisionPoint(
  config: Config,
  { log, metrics }: DecisionPointOptions,
): Promise<OpenedDecisionPoint> {
  const { engine, orthrus, schema, storage } = config;
  const directory = resolve(storage.directory);
  const storeLog = log.named("orthrus.disk.store");
  const tableLog = log.named("orthrus.ruletable");
  storeLog.info(`Initializing disk store from ${directory}`);
  try {
    const folder = diskStore(directory, { watch: storage.watchForChanges });
    // Only the admin API shows files, which are not worth their memory without it.
    const files = config.server.adminAPI.enabled ? keepFiles(folder) : undefined;
    const measured = metrics?.store(files?.store ?? folder, "disk");
    const store = measured?.store ?? files?.store ?? folder;
    const pdp = await openPdp({
      store,
      defaultPolicyVersion: engine.defaultPolicyVersion,
      defaultScope: engine.defaultScope,
      globals: Object.fromEntries(engine.globals) as Readonly<Record<string, Global>>,
      lenientScopeSearch: engine.lenientScopeSearch,
      strictEvaluation: engine.strictEvaluation,
      collectEvaluationErrors: engine.celErrorLogLevel !== "none" || config.audit !== undefined,
      schemaEnforcement: schema.enforcement,
      planPresence: PRESENCES.find((presence) => presence === orthrus.plan.presence) ?? "narrow",
      onReload({ policyCount }) {
        files?.takeOver();
        measured?.tookOver();
        tableLog.info("Rule table reload successful", { policies: policyCount });
      },
      onReloadFailure(reload) {
        measured?.failed(reload.failure);
        logReloadFailure(reload, tableLog);
      },
      onInternalError: (error) => tableLog.error("Internal error", { error: reasonOf(error) }),
    });
    files?.takeOver();
    measured?.tookOver();
    log.named("orthrus.index").info(`Found ${pdp.status.policyCount} executable policies`);
    if (store.subscribe) storeLog.info("Watching directory for changes", { dir: directory });
    return {
      pdp,
      files,
      async close() {
        await pdp.close();
        if (store.subscribe) storeLog.info("Stopped watching directory for changes", { dir: directory });
      },
    };
  } catch (cause) {
    throw startError(cause);
  }
}

function startError(cause: unknown): StartError {
  if (!(cause instanceof PolicyError)) {
    return new StartError("server/store-unavailable", `failed to create store: ${reasonOf(cause)}`, {
      cause,
    });
  }
  const lines = cause.diagnostics.map(diagnosticLine);
  const count = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
  const message = [`failed to load policies: ${count}:`, ...lines].join("\n");
  return new StartError("server/policies-invalid", message, { cause });
}

function logReloadFailure({ failure, revision }: ReloadFailure, log: Logger): void {
  const problems = failure instanceof PolicyError ? failure.diagnostics.map(diagnosticLine) : undefined;
  const error = failure instanceof PolicyError ? "the policies do not compile" : reasonOf(failure);
  log.error("Error reloading rule table, maintaining last valid state", { error, problems, revision });
}

/** Shape: ``album.yaml:5:3: unknown field "rulez"; did you mean `rules`?``. */
function diagnosticLine({ file, position, message, hint }: Diagnostic): string {
  const place = position ? `${file}:${position.line}:${position.column}` : file;
  return `${place}: ${message}${hint === undefined ? "" : `; ${hint}`}`;
}
