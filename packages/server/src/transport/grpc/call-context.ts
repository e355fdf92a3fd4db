import type { Service } from "../../service/service.ts";
import type { RunCall } from "../run-call.ts";
import type { ReaderOptions } from "./message-reader.ts";

/** What all calls of a server share. */
export interface CallContext {
  readonly service: Service;
  readonly reading: ReaderOptions;
  /** Hears of failures that are bugs: those that no call foresees. */
  readonly onUnexpected: (failure: unknown) => void;
  /** Whether the log wants to know what is said. */
  readonly takesPayloads: boolean;
  /** Runs the answering of calls that are no probes. */
  readonly runCall: RunCall | undefined;
}
