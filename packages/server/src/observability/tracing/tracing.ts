import type { AuxDataExtractor } from "../../service/aux-data-extractor.ts";
import type { Decider } from "../../service/service.ts";
import type { RunExchange } from "../../transport/http/http-exchange.ts";
import type { RunCall } from "../../transport/run-call.ts";

/** Records what a server does for a call, and for how long, in spans. */
export interface Tracing {
  readonly runExchange: RunExchange;
  readonly runCall: RunCall;
  /** The same decisions, in spans. */
  decider(decider: Decider): Decider;
  /** The same claims, in spans. */
  auxData(extractor: AuxDataExtractor): AuxDataExtractor;
  /** Exports what has been recorded. */
  close(): Promise<void>;
}
