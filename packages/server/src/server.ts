import { COMPATIBLE_VERSION, ORTHRUS_RELEASED_AT, ORTHRUS_VERSION } from "@orthrus/protocol";
import { openAdmin } from "./admin/open-admin.ts";
import { openAuditLog } from "./audit/open-audit-log.ts";
import { openAuxData } from "./aux-data/open-aux-data.ts";
import type { Config } from "./config/decode-config.ts";
import type { ListenAddress } from "./config/listen-address.ts";
import type { ServerSection } from "./config/server-section.ts";
import { readAddress } from "./listeners/configured-address.ts";
import { grpcCallsOf } from "./listeners/grpc-calls-of.ts";
import { openGrpcListener } from "./listeners/open-grpc-listener.ts";
import { openHttpListener } from "./listeners/open-http-listener.ts";
import { logEvaluationErrors, logFailure } from "./observability/log-service.ts";
import type { Logger } from "./observability/logger.ts";
import { openObservability } from "./observability/open-observability.ts";
import { openDecisionPoint } from "./open-decision-point.ts";
import { createService } from "./service/service.ts";
import { followCertificate, openIdentity } from "./tls/open-identity.ts";
import type { TlsIdentity } from "./tls/tls-identity.ts";

/** A server that answers requests until it is closed. */
export interface RunningServer {
  /** Where it listens; a port that was left to the system is filled in. */
  readonly httpAddress: ListenAddress;
  readonly grpcAddress: ListenAddress;
  /** Whether clients of the HTTP port need TLS. */
  readonly isSecure: boolean;
  /** Finishes what it is doing, then lets go of port, store and timers. */
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly log: Logger;
  /** Ends a start that is still waiting, for example for a remote key set. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a server: policies first, listeners last, so that an open port means that decisions can be had.
 *
 * Throws: `StartError`; whatever was opened until then is closed again.
 */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const { log, signal = new AbortController().signal } = options;
  for (const warning of config.warnings) log.warn(warning);
  const opened: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const observability = await openObservability(config.server, log.named("orthrus.otel"));
    opened.push(() => observability.close());
    const { metrics, tracing } = observability;
    const { pdp, files, close } = await openDecisionPoint(config, { log, metrics });
    opened.push(close);
    const auditLog = await openAuditLog(config, {
      pdp,
      log: log.named("orthrus.auditlog"),
      onLost: (kind) => metrics?.audit.failed(kind),
    });
    if (auditLog) opened.push(() => auditLog.close());
    const adminLog = log.named("orthrus.admin");
    const admin = files && openAdmin(config.server.adminAPI, { pdp, files, auditLog, log: adminLog });
    if (admin) opened.push(() => admin.close());
    const auxData = await openAuxData(config.auxData, { log: log.named("orthrus.auxdata"), signal });
    opened.push(() => auxData.close());
    const service = createService({
      decider: observability.decider(pdp),
      ...(admin ? { admin: admin.service } : {}),
      auxData: tracing?.auxData(auxData) ?? auxData,
      limits: config.server.requestLimits,
      info: {
        version: COMPATIBLE_VERSION,
        commit: `orthrus-${ORTHRUS_VERSION}`,
        buildDate: ORTHRUS_RELEASED_AT,
      },
      onFailure: (failure, callId) => logFailure(failure, callId, log.named("orthrus.server")),
      onEvaluationErrors: logEvaluationErrors(config.engine.celErrorLogLevel, log.named("orthrus.engine")),
      ...(auditLog && { onAnswered: auditLog.onAnswered, untilRecorded: auditLog.untilRecorded }),
    });
    const identity = needsIdentity(config.server) ? await openIdentity(config.server.tls, log) : undefined;
    const calls = grpcCallsOf(config.server, { service, observability, auditLog, log });
    opened.push(() => calls.close());
    const parts = { service, calls, identity, observability, auditLog, log };
    const grpc = await openGrpcListener(config.server, parts);
    opened.push(() => grpc.close());
    const http = await openHttpListener(config.server, parts);
    opened.push(() => http.close());
    if (identity) {
      const renew = (renewed: TlsIdentity): void => {
        for (const listener of [grpc, http]) listener.renewIdentity(renewed);
      };
      opened.push(followCertificate(config.server.tls, { inUse: identity, renew, log }));
    }
    return {
      httpAddress: http.address,
      grpcAddress: grpc.address,
      isSecure: http.isSecure,
      async close() {
        log.info("Shutting down");
        service.announceShutdown();
        await closeAll();
        log.info("Shutdown complete");
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Socket files never have TLS. */
function needsIdentity({ grpcListenAddr, httpListenAddr }: ServerSection): boolean {
  return [grpcListenAddr, httpListenAddr].some((configured) => readAddress(configured).kind === "tcp");
}
