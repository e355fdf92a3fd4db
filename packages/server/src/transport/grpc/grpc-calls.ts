import { constants } from "node:http2";
import type { Service } from "../../service/service.ts";
import { ServiceError } from "../../service/service-error.ts";
import { beginCall, type CallInProgress, type HandledCall } from "../call-in-progress.ts";
import type { IncomingStream } from "../http2/connection-options.ts";
import type { RunCall } from "../run-call.ts";
import { answerStream } from "./answer-stream.ts";
import { answerUnary } from "./answer-unary.ts";
import type { CallContext } from "./call-context.ts";
import { refuseUnknownEncoding } from "./compression.ts";
import type { GrpcMethod } from "./grpc-method.ts";
import { findMethod, type MethodTable, methodTable } from "./methods.ts";
import { type HeaderRefusal, readCallHeaders } from "./read-call-headers.ts";
import { ReceiveBudget } from "./receive-budget.ts";
import { ServerCall } from "./server-call.ts";
import { statusHeaders } from "./status-headers.ts";

const SWEEP_MS = 5_000;
const PATIENCE_MS = 30_000;
const BUDGET_MESSAGES = 64;

export interface GrpcCallsOptions {
  /** Of one message, and of what it unpacks to. */
  readonly maxMessageBytes?: number;
  /** Hears of every call once it is answered, however that went. */
  readonly onCall?: (call: HandledCall) => void;
  /** Whether that hears of what was said, too. */
  readonly takesPayloads?: boolean;
  /** Hears of failures that are bugs: those that no call foresees. */
  readonly onUnexpected?: (failure: unknown) => void;
  /** Runs the answering of every call that is no probe. */
  readonly runCall?: RunCall;
  /** How long a caller may take to send what it has begun, or to read its answer. */
  readonly patienceMs?: number;
}

/** The gRPC API: answers calls, whatever port they come in by. */
export class GrpcCalls {
  readonly #context: CallContext;
  readonly #methods: MethodTable;
  readonly #onCall: ((call: HandledCall) => void) | undefined;
  readonly #patienceMs: number;
  readonly #open = new Set<ServerCall>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(service: Service, options: GrpcCallsOptions = {}) {
    const { maxMessageBytes = 4 * 1024 * 1024, onCall, patienceMs = PATIENCE_MS } = options;
    const budget = new ReceiveBudget(BUDGET_MESSAGES * Math.max(maxMessageBytes, 1024 * 1024));
    this.#context = {
      service,
      reading: { maxBytes: maxMessageBytes, budget },
      onUnexpected: options.onUnexpected ?? (() => {}),
      takesPayloads: options.takesPayloads ?? false,
      runCall: options.runCall,
    };
    this.#methods = methodTable({ isAdminOn: service.admin !== undefined });
    this.#onCall = onCall;
    this.#patienceMs = patienceMs;
    this.#sweeper = setInterval(() => this.#sweep(), Math.min(SWEEP_MS, patienceMs)).unref();
  }

  receive(incoming: IncomingStream): void {
    const { stream } = incoming;
    const headers = readCallHeaders(incoming.headers);
    if ("httpStatus" in headers) {
      refuse(incoming, headers);
      return;
    }
    const found = findMethod(this.#methods, headers.path);
    const log = this.#begin(found, headers.path, incoming);
    const isUnary = !(found instanceof ServiceError) && found.kind === "unary";
    const version = isUnary ? this.#context.service.serverInfo().version : undefined;
    const call = new ServerCall({ incoming, headers, log, version });
    this.#open.add(call);
    stream.once("close", () => this.#open.delete(call));
    try {
      if (found instanceof ServiceError) throw found;
      refuseUnknownEncoding(headers.encoding);
    } catch (failure) {
      call.fail(failure);
      return;
    }
    if (found.kind === "unary") answerUnary(call, found, this.#context);
    else void answerStream(call, found, this.#context);
  }

  /** Stops looking after calls. */
  close(): void {
    clearInterval(this.#sweeper);
  }

  #begin(
    found: GrpcMethod | ServiceError,
    path: string,
    { headers, connection }: IncomingStream,
  ): CallInProgress | undefined {
    if (!this.#onCall) return undefined;
    const caller = { socket: connection.peer, headers };
    // COMPAT(cerbos): a method that there is not could be of any kind.
    const unknown = { rpc: path.replace(/^\//, ""), kind: "bidi_stream" } as const;
    const { rpc, kind, isProbe } = found instanceof ServiceError ? { ...unknown, isProbe: undefined } : found;
    return isProbe ? undefined : beginCall({ protocol: "grpc", rpc, methodKind: kind }, caller, this.#onCall);
  }

  /** SECURITY: a caller that has begun something and does not go on with it is not waited for. */
  #sweep(): void {
    const oldest = performance.now() - this.#patienceMs;
    for (const call of this.#open) {
      const { waitingSinceMs } = call;
      if (waitingSinceMs !== undefined && waitingSinceMs < oldest)
        call.stream.close(constants.NGHTTP2_CANCEL);
    }
  }
}

function refuse({ stream, connection }: IncomingStream, { httpStatus, ...status }: HeaderRefusal): void {
  if (stream.closed) return;
  connection.noteSent();
  const headers = { ":status": httpStatus, "content-type": "application/grpc" };
  stream.respond({ ...headers, ...statusHeaders(status) }, { endStream: true });
  stream.resume();
  setImmediate(() => stream.close());
}
