import type { TlsIdentity } from "../../tls/tls-identity.ts";
import type { HandledCall } from "../call-in-progress.ts";
import type { GrpcCalls } from "../grpc/grpc-calls.ts";
import type { RunCall } from "../run-call.ts";
import type { CorsOptions } from "./cors.ts";
import type { HttpExchange, RunExchange } from "./http-exchange.ts";
import type { HttpTimeouts } from "./node-server.ts";

export interface HttpTransportOptions {
  readonly cors?: CorsOptions;
  readonly maxBodyBytes?: number;
  readonly timeouts?: HttpTimeouts;
  /** Answers gRPC calls that come in by this port. */
  readonly calls?: GrpcCalls;
  /** Of one connection of HTTP/2; 0 is no limit. */
  readonly maxConcurrentStreams?: number;
  /** Serves HTTPS instead of HTTP. */
  readonly tls?: TlsIdentity;
  /** Whether there is a page at `/` to look at the API and to try it. */
  readonly isExplorerOn?: boolean;
  /** What is at `/_cerbos/metrics`; nothing unless given. */
  readonly metricsText?: () => string;
  /** Hears of every request once it is answered. */
  readonly onExchange?: (exchange: HttpExchange) => void;
  /** Runs the answering of every request, to see what comes of it. */
  readonly runExchange?: RunExchange;
  /** Runs the answering of every call of the API that could be made out. */
  readonly runCall?: RunCall;
  /** How long `close` waits for running calls. */
  readonly graceMs?: number;
  /** Hears of every call of the API once it is answered, however that went. */
  readonly onCall?: (call: HandledCall) => void;
  /** Hears of failures that are bugs: those that no call foresees. */
  readonly onUnexpected?: (failure: unknown) => void;
}
