import { COMPATIBLE_VERSION, ORTHRUS_RELEASED_AT, ORTHRUS_VERSION } from "@orthrus/protocol";
import { openAdmin } from "./admin/open-admin.ts";
import { openAuditLog } from "./audit/open-audit-log.ts";
import { openAuxData } from "./aux-data/open-aux-data.ts";
import type { Config } from "./config/decode-config.ts";
import type { ListenAddress } from "./config/listen-address.ts";
import type { ServerSection } from "./config/server-section.ts";
import { readAddress } from "./listeners/configured-address.ts";
import { grpcCallsOf } from "./listeners/grpc-calls-of.ts";
import type { Listener } from "./listeners/listener.ts";
import { openGrpcListener } from "./listeners/open-grpc-listener.ts";
import { openHttpListener } from "./listeners/open-http-listener.ts";
import { logEvaluationErrors, logFailure } from "./observability/log-service.ts";
import type { Logger } from "./observability/logger.ts";
import { openObservability } from "./observability/open-observability.ts";
import { openDecisionPoint } from "./open-decision-point.ts";
import { OpenedParts } from "./opened-parts.ts";
import { reasonOf } from "./reason-of.ts";
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
  /**
   * Finishes what it is doing, then lets go of ports, store and timers; asked again, it is the same end.
   *
   * Throws: the first failure, once everything else is closed.
   */
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
  const opened = new OpenedParts();
  try {
    const observability = await openObservability(config.server, log.named("orthrus.otel"));
    opened.push(() => observability.close());
    const { metrics, tracing } = observability;
    const decisionPoint = await openDecisionPoint(config, { log, metrics });
    opened.push(() => decisionPoint.close());
    const { pdp, files } = decisionPoint;
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
    const listeners: Listener[] = [];
    opened.push(() => closeTogether(listeners, log));
    const parts = { service, calls, identity, observability, auditLog, log };
    const grpc = await openGrpcListener(config.server, parts);
    listeners.push(grpc);
    const http = await openHttpListener(config.server, parts);
    listeners.push(http);
    if (identity) {
      const renew = (renewed: TlsIdentity): void => {
        for (const listener of listeners) listener.renewIdentity(renewed);
      };
      opened.push(followCertificate(config.server.tls, { inUse: identity, renew, log }));
    }
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      log.info("Shutting down");
      service.announceShutdown();
      await opened.close();
      log.info("Shutdown complete");
    };
    return {
      httpAddress: http.address,
      grpcAddress: grpc.address,
      isSecure: http.isSecure,
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await opened.close().catch((cause: unknown) => log.warn("Failed to close", { error: reasonOf(cause) }));
    throw error;
  }
}

/** Both at once, so that neither takes calls while the other one waits for its own to end. */
async function closeTogether(listeners: readonly Listener[], log: Logger): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
  for (const { name } of listeners.toReversed()) {
    log.named(`orthrus.${name.toLowerCase()}`).info(`${name} server stopped`);
  }
}

/** Socket files never have TLS. */
function needsIdentity({ grpcListenAddr, httpListenAddr }: ServerSection): boolean {
  return [grpcListenAddr, httpListenAddr].some((configured) => readAddress(configured).kind === "tcp");
}
