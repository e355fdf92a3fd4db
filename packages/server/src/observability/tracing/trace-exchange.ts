import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { type Attributes, SpanKind } from "@opentelemetry/api";
import type { RunExchange } from "../../transport/http/http-exchange.ts";
import { instrumentedPrefix } from "../instrumented-paths.ts";
import type { Spans } from "./spans.ts";

/** Makes what records requests to the API; pages and probes are left alone. */
export function traceExchange(spans: Spans): RunExchange {
  return async (exchange, answer) => {
    const { request, response } = exchange;
    const name = instrumentedPrefix(request.url);
    if (name === undefined) return answer();
    const attributes = requestAttributes(request);
    return spans.run({ name, kind: SpanKind.SERVER, attributes, headers: request.headers }, async (span) => {
      await answer();
      span.setAttributes({
        "http.request.body.size": exchange.requestBytes,
        "http.response.body.size": exchange.responseBytes,
        "http.response.status_code": response.statusCode,
      });
      if (response.statusCode >= 500) spans.fail(span);
    });
  };
}

/** SECURITY: not the query, which may hold what is asked. */
function requestAttributes({ method, url, headers, socket, httpVersion }: IncomingMessage): Attributes {
  const { remoteAddress, remotePort } = socket;
  const scheme = socket instanceof TLSSocket ? "https" : "http";
  const server = URL.canParse(`${scheme}://${headers.host}`)
    ? new URL(`${scheme}://${headers.host}`)
    : undefined;
  return {
    "http.request.method": method,
    "url.scheme": scheme,
    "url.path": url?.split("?", 1)[0],
    "server.address": server?.hostname,
    "server.port": server && server.port !== "" ? Number(server.port) : undefined,
    "network.peer.address": remoteAddress,
    "network.peer.port": remotePort,
    "client.address":
      String(headers["x-forwarded-for"] ?? "")
        .split(",")[0]
        ?.trim() || remoteAddress,
    "user_agent.original": headers["user-agent"],
    "network.protocol.version": httpVersion,
  };
}
