import type { HandledCall } from "../../transport/call-in-progress.ts";
import { codeName } from "../grpc-code.ts";
import type { Family, HistogramCell } from "./family.ts";

/** What calls of no known method are counted under. */
const OTHER = "_OTHER";

/**
 * Makes what counts the calls of the API, by method and outcome.
 *
 * SECURITY: callers of gRPC may name any method, so only known ones have series of their own.
 */
export function countCalls(
  duration: Family<HistogramCell>,
  knownMethods: ReadonlySet<string>,
): (call: Pick<HandledCall, "rpc" | "code" | "durationMs">) => void {
  const byMethod = new Map<string, Map<number, HistogramCell>>();
  return ({ rpc, code, durationMs }) => {
    // PERF: what has been counted before is found without making anything.
    const cell = byMethod.get(rpc)?.get(code) ?? cellOf(knownMethods.has(rpc) ? rpc : OTHER, code);
    cell.record(durationMs / 1000);
  };

  function cellOf(method: string, code: number): HistogramCell {
    const byCode = byMethod.get(method) ?? new Map<number, HistogramCell>();
    const cell = byCode.get(code) ?? newCell(method, code);
    byMethod.set(method, byCode.set(code, cell));
    return cell;
  }

  function newCell(method: string, code: number): HistogramCell {
    return duration.with({
      "rpc.method": method,
      "rpc.response.status_code": codeName(code),
      "rpc.system.name": "grpc",
    });
  }
}
