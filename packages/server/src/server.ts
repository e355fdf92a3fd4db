import { COMPATIBLE_VERSION, ORTHRUS_RELEASED_AT, ORTHRUS_VERSION } from "@orthrus/protocol";
import { openAdmin } from "./admin/open-admin.ts";
import { openAuxData } from "./aux-data/open-aux-data.ts";
import type { Config } from "./config/decode-config.ts";
import { formatListenAddress, type ListenAddress, parseListenAddress } from "./config/listen-address.ts";
import { parseFileMode, type ServerSection, type TlsSection } from "./config/server-section.ts";
import { logCall } from "./observability/log-call.ts";
import { LOG_LEVELS } from "./observability/log-level.ts";
import { logPayloads } from "./observability/log-payloads.ts";
import type { Logger } from "./observability/logger.ts";
import { openDecisionPoint } from "./open-decision-point.ts";
import { createService, type EvaluationError, type Service } from "./service/service.ts";
import type { ServiceError } from "./service/service-error.ts";
import { StartError } from "./start-error.ts";
import { followIdentity } from "./tls/follow-identity.ts";
import { readIdentity, refuseBrokenIdentity } from "./tls/read-identity.ts";
import { createHttpTransport, type HttpTransport } from "./transport/http/http-transport.ts";
import type { TlsIdentity } from "./transport/http/node-server.ts";

/** A server that answers requests until it is closed. */
export interface RunningServer {
  /** Where it listens; a port that was left to the system is filled in. */
  readonly httpAddress: ListenAddress;
  /** Whether clients need TLS. */
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
    const { pdp, files } = await openDecisionPoint(config, log);
    opened.push(() => pdp.close());
    const adminLog = log.named("orthrus.admin");
    const admin = files && openAdmin(config.server.adminAPI, { pdp, files, log: adminLog });
    if (admin) opened.push(() => admin.close());
    const auxData = await openAuxData(config.auxData, { log: log.named("orthrus.auxdata"), signal });
    opened.push(() => auxData.close());
    const service = createService({
      decider: pdp,
      ...(admin ? { admin: admin.service } : {}),
      auxData,
      limits: config.server.requestLimits,
      info: {
        version: COMPATIBLE_VERSION,
        commit: `orthrus-${ORTHRUS_VERSION}`,
        buildDate: ORTHRUS_RELEASED_AT,
      },
      onFailure: (failure, callId) => logFailure(failure, callId, log.named("orthrus.server")),
      onEvaluationErrors: logEvaluationErrors(config.engine.celErrorLogLevel, log.named("orthrus.engine")),
    });
    const httpLog = log.named("orthrus.http");
    const tls = await openIdentity(config.server, httpLog);
    const transport = openHttp(config.server, { service, tls, log });
    const { address } = await listenHttp(config.server, transport, httpLog);
    opened.push(async () => {
      await transport.close();
      httpLog.info("HTTP server stopped");
    });
    if (tls) opened.push(followCertificate(config.server.tls, tls, { transport, log: httpLog }));
    return {
      httpAddress: address,
      isSecure: isTlsOn(config.server, address),
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

interface HttpParts {
  readonly service: Service;
  readonly tls: TlsIdentity | undefined;
  readonly log: Logger;
}

function openHttp(section: ServerSection, { service, tls, log }: HttpParts): HttpTransport {
  const { advanced, cors, logRequestPayloads } = section;
  const { http, grpc } = advanced;
  const httpLog = log.named("orthrus.http");
  const payloadLog = log.named("orthrus.payload");
  return createHttpTransport(service, {
    cors,
    isExplorerOn: section.apiExplorerEnabled,
    maxBodyBytes: grpc.maxRecvMsgSizeBytes,
    timeouts: {
      readMs: http.readTimeout,
      readHeaderMs: http.readHeaderTimeout,
      writeMs: http.writeTimeout,
      idleMs: http.idleTimeout,
    },
    ...(tls ? { tls } : {}),
    onCall(call) {
      if (logRequestPayloads) logPayloads(call, payloadLog);
      logCall(call, httpLog);
    },
    onUnexpected: (failure) => httpLog.error("Unexpected failure", { error: reasonOf(failure) }),
  });
}

async function listenHttp(
  section: ServerSection,
  transport: HttpTransport,
  log: Logger,
): Promise<{ readonly address: ListenAddress }> {
  const { httpListenAddr, grpcListenAddr, udsFileMode, embeddedMode } = section;
  const { address, problem } = parseListenAddress(httpListenAddr);
  if (problem !== undefined) throw new StartError("server/address-unavailable", problem);
  const socketFileMode = parseFileMode(udsFileMode);
  try {
    const listening = await transport.listen(address, socketFileMode === undefined ? {} : { socketFileMode });
    const isFound = address.kind === "tcp" && address.port === 0;
    const place = isFound ? formatListenAddress(listening.address) : httpListenAddr;
    const grpc = `gRPC at ${grpcListenAddr} is not served by this version`;
    if (!embeddedMode) log.info(`Starting HTTP server at ${place}; ${grpc}`);
    return listening;
  } catch (cause) {
    throw new StartError("server/address-unavailable", `failed to start HTTP server: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

async function openIdentity(section: ServerSection, log: Logger): Promise<TlsIdentity | undefined> {
  const { address } = parseListenAddress(section.httpListenAddr);
  if (!isTlsOn(section, address)) return undefined;
  try {
    const identity = await readIdentity(section.tls);
    refuseBrokenIdentity(identity);
    const { caCert } = section.tls;
    if (caCert !== "" && !identity.clientAuthorities) {
      log.warn("Clients are not asked for certificates: there is no file of authorities", { caCert });
    }
    return identity;
  } catch (cause) {
    const message = `failed to read the TLS certificate or its key: ${reasonOf(cause)}`;
    throw new StartError("server/certificate-unreadable", message, { cause });
  }
}

/** Uses a renewed certificate without a restart. Returns how to stop. */
function followCertificate(
  section: TlsSection,
  inUse: TlsIdentity,
  { transport, log }: { readonly transport: HttpTransport; readonly log: Logger },
): () => void {
  return followIdentity(section, inUse, {
    onChange(identity) {
      transport.renewIdentity(identity);
      log.info("Certificate renewed", { cert: section.cert });
    },
    onFailure(failure) {
      const error = reasonOf(failure);
      log.error("Failed to renew the certificate, keeping the last valid one", { error });
    },
  });
}

/** TLS needs both files, and a socket file never has it. */
function isTlsOn({ tls }: ServerSection, address: ListenAddress | undefined): boolean {
  return tls.cert !== "" && tls.key !== "" && address?.kind !== "unix";
}

function logFailure({ code, message, cause }: ServiceError, callId: string, log: Logger): void {
  if (code === "server/check-failed" || code === "server/plan-failed") {
    log.error(message, { cerbos: { call_id: callId }, error: reasonOf(cause) });
  }
}

function logEvaluationErrors(
  configured: string,
  log: Logger,
): (errors: readonly EvaluationError[], callId: string) => void {
  const level = LOG_LEVELS.find((each) => each === configured);
  return (errors, callId) => {
    if (level === undefined || !log.allows(level)) return;
    for (const { expression, message } of errors) {
      log[level]("Failed to evaluate an expression", {
        cerbos: { call_id: callId },
        expression,
        error: message,
      });
    }
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
