import type { Service } from "../../service/service.ts";
import type { RequestBody } from "./read-body.ts";

/** One call of the HTTP API. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** A `*` at its end stands for one segment, which may be any. */
  readonly path: string;
  /** Whether a good answer names the version, as all calls that pass through gRPC do. */
  readonly namesVersion: boolean;
  /** Service and method, for the log; absent for probes, which would fill it. */
  readonly rpc?: string;
  /** Whether the caller's `X-Request-ID` comes back, as AuthZEN asks for. */
  readonly echoesRequestId?: true;
  /** Whether the caller has to be an administrator; there is no such call while the admin API is off. */
  readonly isForAdministrators?: true;
  /** Whether the request is in the query although the method has a body. */
  readonly takesQuery?: true;
  /** Whether the answer is a stream, whose failures come wrapped. */
  readonly isStream?: true;
  /** Throws: `WireError` when the body is not a request of this call. */
  readonly open: (body: RequestBody, asked: AskedAt) => OpenedCall;
}

/** What a request says beside its body. */
export interface AskedAt {
  readonly path: string;
  readonly query: string;
  /** Where the caller reached this server, such as `https://pdp.example.com`. */
  readonly baseUrl: string;
}

/** A call whose request has been read. */
export interface OpenedCall {
  /** What the caller calls it; may be empty. */
  readonly requestId?: string;
  /** Comes back with the body of the answer, in JSON, or with its lines. */
  readonly answer: (
    service: Service,
    callId: string | undefined,
  ) => Promise<string> | string | AsyncIterable<string>;
  /** HTTP status of the answer; 200 unless given. */
  readonly status?: (service: Service) => number;
}
