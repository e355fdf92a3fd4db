import { SpanKind } from "@opentelemetry/api";
import { statusOfFailure } from "../../service/status-of-failure.ts";
import type { RunCall } from "../../transport/run-call.ts";
import { codeName } from "../grpc-code.ts";
import type { Spans } from "./spans.ts";

/** Outcomes that are the server's fault. */
const FAULTS: ReadonlySet<string> = new Set([
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

/** Makes what records calls of the API under the names of their methods. */
export function traceCall(spans: Spans): RunCall {
  return async ({ rpc, headers }, answer) => {
    const attributes = { "rpc.system.name": "grpc", "rpc.method": rpc };
    const outcome = await spans.run(
      { name: rpc, kind: SpanKind.SERVER, attributes, headers },
      async (span) => {
        const told = await settled(answer);
        const code = "failure" in told ? codeName(statusOfFailure(told.failure).code) : "OK";
        span.setAttribute("rpc.response.status_code", code);
        if (FAULTS.has(code)) spans.fail(span);
        return told;
      },
    );
    if ("failure" in outcome) throw outcome.failure;
    return outcome.answer;
  };
}

type Settled<Answer> = { readonly answer: Answer } | { readonly failure: unknown };

async function settled<Answer>(work: () => Promise<Answer>): Promise<Settled<Answer>> {
  try {
    return { answer: await work() };
  } catch (failure) {
    return { failure };
  }
}
