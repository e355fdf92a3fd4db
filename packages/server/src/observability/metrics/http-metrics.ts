import type { HttpExchange } from "../../transport/http/http-exchange.ts";
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
    const method = METHODS.has(request.method ?? "") ? (request.method ?? "") : "_OTHER";
    const cells = byMethod.get(method) ?? new Map<number, Cells>();
    const cell = cells.get(response.statusCode) ?? newCells(method, response.statusCode);
    byMethod.set(method, cells.set(response.statusCode, cell));
    cell.duration.record((performance.now() - startMs) / 1000);
    cell.requestSize.record(requestBytes);
    cell.responseSize.record(responseBytes);
  };

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
