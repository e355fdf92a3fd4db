import type { IncomingHttpHeaders } from "node:http";

/** A call of the API, before it is answered. */
export interface ReceivedCall {
  /** Such as `cerbos.svc.v1.CerbosService/CheckResources`. */
  readonly rpc: string;
  readonly headers: IncomingHttpHeaders;
}

/** Runs the answering of one call, whatever the protocol. Comes back with the answer, throws what that throws. */
export type RunCall = <Answer>(call: ReceivedCall, answer: () => Promise<Answer>) => Promise<Answer>;
