import type { HttpExchange } from "../../transport/http/http-exchange.ts";
import { instrumentedPrefix } from "../instrumented-paths.ts";
import type { Family, HistogramCell } from "./family.ts";

export interface HttpFamilies {
  readonly duration: Family<HistogramCell>;
  readonly requestSize: Family<HistogramCell>;
  readonly responseSize: Family<HistogramCell>;
}

interface Cells {
  readonly duration: HistogramCell;
  readonly requestSize: HistogramCell;
  readonly responseSize: HistogramCell;
}

/** What other methods are counted under. */
const OTHER = "_OTHER";

const METHODS: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "CONNECT",
  "TRACE",
]);

/**
 * Makes what measures the answers to HTTP requests, by method and status.
 *
 * SECURITY: methods and statuses are few, whatever callers send.
 */
export function measureExchanges(families: HttpFamilies): (exchange: HttpExchange) => void {
  const byMethod = new Map<string, Map<number, Cells>>();
  return ({ request, response, startMs, requestBytes, responseBytes }) => {
    if (!instrumentedPrefix(request.url)) return;
    const { method = "" } = request;
    const status = response.statusCode;
    // PERF: what has been measured before is found without making anything.
    const cells = byMethod.get(method)?.get(status) ?? cellsOf(METHODS.has(method) ? method : OTHER, status);
    cells.duration.record((performance.now() - startMs) / 1000);
    cells.requestSize.record(requestBytes);
    cells.responseSize.record(responseBytes);
  };

  function cellsOf(method: string, status: number): Cells {
    const byStatus = byMethod.get(method) ?? new Map<number, Cells>();
    const cells = byStatus.get(status) ?? newCells(method, status);
    byMethod.set(method, byStatus.set(status, cells));
    return cells;
  }

  function newCells(method: string, status: number): Cells {
    const labels = {
      "http.request.method": method,
      "http.response.status_code": status,
      "network.protocol.name": "http",
    };
    return {
      duration: families.duration.with(labels),
      requestSize: families.requestSize.with(labels),
      responseSize: families.responseSize.with(labels),
    };
  }
}
