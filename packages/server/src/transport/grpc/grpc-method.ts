import type { Service } from "../../service/service.ts";

/** A call of the gRPC API. Messages are bytes. */
export type GrpcMethod = UnaryMethod | StreamMethod;

interface CommonMethod {
  /** Such as `cerbos.svc.v1.CerbosService/CheckResources`. */
  readonly rpc: string;
  /** Whether the caller has to be an administrator. */
  readonly isForAdministrators?: true;
  /** Whether it is left out of the log, which probes would fill. */
  readonly isProbe?: true;
}

export interface UnaryMethod extends CommonMethod {
  readonly kind: "unary";
  /** Throws: `WireError` when the message is not a request of this call. */
  readonly open: (message: Uint8Array, asked: AskedBy) => OpenedMessage;
  /** For payloads in the log. */
  readonly requestType: string;
  readonly responseType: string;
}

export interface StreamMethod extends CommonMethod {
  readonly kind: "server_stream" | "bidi_stream";
  readonly converse: (conversation: Conversation) => Promise<void>;
}

/** What a request says beside its message. */
export interface AskedBy {
  readonly service: Service;
  /** Where the caller reached this server, such as `https://pdp.example.com`. */
  readonly baseUrl: () => string;
}

/** A call whose request has been read. */
export interface OpenedMessage {
  /** What the caller calls it; may be empty. */
  readonly requestId?: string;
  readonly answer: (callId: string | undefined) => Promise<Uint8Array> | Uint8Array;
}

/** A call that goes on until one side has said everything. */
export interface Conversation {
  readonly service: Service;
  /** What the caller says. Throws: as the bytes of a call can be wrong. */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Comes back once the caller can take more. */
  send(message: Uint8Array): Promise<void>;
  /** Aborted when the caller is gone, out of time, or the server closes. */
  readonly signal: AbortSignal;
}
