import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { TLSSocket } from "node:tls";
import { prettyJson } from "@orthrus/protocol/wire";
import type { ListenAddress } from "../../config/listen-address.ts";
import type { Service } from "../../service/service.ts";
import type { TlsIdentity } from "../../tls/tls-identity.ts";
import { adminOf } from "../admin/admin-routes.ts";
import { baseUrlOf } from "../base-url.ts";
import { beginCall, type CallInProgress } from "../call-in-progress.ts";
import { parseGrpcTimeout, withinTimeout } from "../grpc-timeout.ts";
import { boundStream } from "../http2/bound-stream.ts";
import type { IncomingStream } from "../http2/connection-options.ts";
import { Connections } from "../http2/connections.ts";
import { sharePort } from "../http2/share-port.ts";
import { findPage } from "../pages/pages.ts";
import { Port } from "../port.ts";
import type { ListenOptions, Transport } from "../transport.ts";
import { type CorsOptions, type CorsPolicy, corsPolicy } from "./cors.ts";
import { failureResponse } from "./failure-response.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { HttpTransportOptions } from "./http-transport-options.ts";
import { createNodeServer, IDLE_MS, READ_HEADER_MS } from "./node-server.ts";
import { bytesOf, NO_BODY, readBody } from "./read-body.ts";
import { refuseConnection } from "./refuse-connection.ts";
import { parseRequestTarget, type RequestTarget, wantsPrettyJson } from "./request-target.ts";
import { respond } from "./respond.ts";
import { respondWithLines } from "./respond-with-lines.ts";
import type { Route } from "./route.ts";
import { findRoute, PAGE_NOT_FOUND, type RouteTable, routeTable } from "./routes.ts";

interface Answer {
  readonly status: number;
  /** Lines of an answer that is a stream. */
  readonly json: string | AsyncIterable<string>;
}

const MAX_CONCURRENT_STREAMS = 1024;

/** Codes of gRPC. */
const OK = 0;
const CANCELLED = 1;

const DEFAULT_CORS: CorsOptions = {
  allowedOrigins: ["*"],
  allowedHeaders: ["accept", "content-type", "user-agent", "x-requested-with"],
};
const JSON_TYPE: readonly string[] = ["Content-Type", "application/json"];
const TEXT_TYPE: readonly string[] = [
  "Content-Type",
  "text/plain; charset=utf-8",
  "X-Content-Type-Options",
  "nosniff",
];

/**
 * Serves the API as JSON over HTTP/1.1 and HTTP/2.
 *
 * Source: the routes, headers and errors of the Cerbos HTTP API.
 */
export function createHttpTransport(service: Service, options: HttpTransportOptions = {}): Transport {
  return new NodeHttpTransport(service, options);
}

class NodeHttpTransport implements Transport {
  readonly #service: Service;
  readonly #options: HttpTransportOptions;
  readonly #cors: CorsPolicy;
  readonly #maxBodyBytes: number;
  readonly #graceMs: number;
  readonly #onUnexpected: (failure: unknown) => void;
  readonly #versionHeaders: readonly string[];
  readonly #routes: RouteTable;
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #port: Port;
  readonly #hangUpSilent: () => void;
  #isClosing = false;

  constructor(service: Service, options: HttpTransportOptions) {
    this.#service = service;
    this.#options = options;
    this.#cors = corsPolicy(options.cors ?? DEFAULT_CORS);
    this.#maxBodyBytes = options.maxBodyBytes ?? 4 * 1024 * 1024;
    this.#graceMs = options.graceMs ?? 10_000;
    this.#onUnexpected = options.onUnexpected ?? (() => {});
    // What calls that pass through gRPC carry; clients read the version to know what they may use.
    this.#versionHeaders = [
      "Grpc-Metadata-Cerbos-Version",
      service.serverInfo().version,
      "Grpc-Metadata-Content-Type",
      "application/grpc",
    ];
    this.#routes = routeTable({ isAdminOn: service.admin !== undefined });
    const timeouts = options.timeouts ?? {};
    this.#server = createNodeServer(timeouts, options.tls);
    this.#server.on("request", (request, response) => this.#open(request, response));
    this.#server.on("clientError", refuseConnection);
    const { readHeaderMs = READ_HEADER_MS, idleMs = IDLE_MS } = timeouts;
    const { maxConcurrentStreams = MAX_CONCURRENT_STREAMS } = options;
    this.#connections = new Connections(
      { maxConcurrentStreams, connectMs: readHeaderMs, maxAgeMs: 0, idleMs, graceMs: this.#graceMs },
      (incoming) => this.#openStream(incoming),
    );
    this.#hangUpSilent = sharePort(this.#server, {
      acceptHttp2: (socket) => this.#connections.accept(socket),
      silenceMs: readHeaderMs,
    });
    this.#port = new Port(this.#server, this.#onUnexpected);
  }

  listen(address: ListenAddress, options: ListenOptions = {}): Promise<{ address: ListenAddress }> {
    return this.#port.listen(address, options);
  }

  renewIdentity(tls: TlsIdentity): void {
    this.#port.renewIdentity(tls);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    this.#hangUpSilent();
    const cut = setTimeout(() => this.#port.cut(), this.#graceMs);
    await Promise.all([closed, this.#connections.close()]);
    clearTimeout(cut);
  }

  /** gRPC is told from the rest by what its requests say they are. */
  #openStream(incoming: IncomingStream): void {
    const { stream, headers, rawHeaders } = incoming;
    const { calls } = this.#options;
    if (calls && headers["content-type"]?.includes("application/grpc")) {
      calls.receive(incoming);
      return;
    }
    incoming.connection.noteSent();
    boundStream(stream, this.#options.timeouts ?? {});
    const request = new Http2ServerRequest(stream, headers, {}, rawHeaders);
    const response = new Http2ServerResponse(stream);
    // Node makes them to be used in place of each other.
    this.#open(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  }

  #open(request: IncomingMessage, response: ServerResponse): void {
    const exchange = { request, response, startMs: performance.now(), requestBytes: 0, responseBytes: 0 };
    const { runExchange } = this.#options;
    const answered = runExchange
      ? runExchange(exchange, () => this.#receive(exchange))
      : this.#receive(exchange);
    answered.catch((failure: unknown) => {
      this.#onUnexpected(failure);
      response.destroy();
    });
  }

  async #receive(exchange: HttpExchange): Promise<void> {
    const { request } = exchange;
    const method = request.method ?? "GET";
    const target = parseRequestTarget(request.url ?? "/");
    if (target === undefined) {
      this.#respond(exchange, 400, TEXT_TYPE, "400 Bad Request");
      return;
    }
    const preflight = this.#cors.preflightHeaders(method, request.headers);
    if (preflight) {
      this.#respond(exchange, 204, preflight, "");
      return;
    }
    const headers = this.#cors.responseHeaders(request.headers);
    if (target.redirect !== undefined) {
      this.#respond(exchange, 301, ["Location", target.redirect, ...headers], "");
      return;
    }
    await this.#answer(exchange, target, headers);
  }

  async #answer(exchange: HttpExchange, target: RequestTarget, headers: readonly string[]): Promise<void> {
    const { request } = exchange;
    const isPretty = wantsPrettyJson(target.query, request.headers.accept);
    const layOut = isPretty ? prettyJson : (json: string): string => json;
    let call: CallInProgress | undefined;
    let echoed: readonly string[] = [];
    let isStream = false;
    try {
      const route = findRoute(this.#routes, request.method ?? "GET", target.path);
      if (route === PAGE_NOT_FOUND) {
        this.#showPage(exchange, target, headers);
        return;
      }
      isStream = route.isStream ?? false;
      echoed = route.echoesRequestId ? requestIdHeader(request) : [];
      call = this.#begin(route, request);
      const { status, json } = await this.#call(route, exchange, { target, call });
      if (typeof json !== "string") {
        await this.#stream(exchange, json, headers);
        call?.finish(OK);
        return;
      }
      call?.answer(json);
      const version = route.namesVersion ? this.#versionHeaders : [];
      this.#respond(exchange, status, [...JSON_TYPE, ...version, ...echoed, ...headers], layOut(json));
      call?.finish(OK);
    } catch (failure) {
      if (request.errored) {
        call?.finish(CANCELLED);
        return;
      }
      const told = failureResponse(failure, isStream);
      const { status, code, body, namesVersion, isUnexpected } = told;
      if (isUnexpected) this.#onUnexpected(failure);
      const version = namesVersion ? this.#versionHeaders : [];
      const answerHeaders = [...JSON_TYPE, ...version, ...told.headers, ...echoed, ...headers];
      try {
        this.#respond(exchange, status, answerHeaders, layOut(body));
      } finally {
        call?.finish(code, failure);
      }
    }
  }

  async #stream(
    exchange: HttpExchange,
    lines: AsyncIterable<string>,
    headers: readonly string[],
  ): Promise<void> {
    if (this.#isClosing) exchange.response.shouldKeepAlive = false;
    const lastLine = (failure: unknown): string => failureResponse(failure, true).body;
    exchange.responseBytes = await respondWithLines(exchange.response, { headers, lines, lastLine });
  }

  #showPage(exchange: HttpExchange, { path }: RequestTarget, headers: readonly string[]): void {
    const { isExplorerOn = false, metricsText } = this.#options;
    const page = findPage(path, { isExplorerOn, metricsText });
    const { headers: asked, socket } = exchange.request;
    const baseUrl = baseUrlOf(asked, socket instanceof TLSSocket);
    if (page) this.#respond(exchange, 200, [...page.headers, ...headers], page.body(baseUrl));
    else this.#respond(exchange, 404, [...TEXT_TYPE, ...headers], "404 page not found\n");
  }

  #begin({ rpc, isStream }: Route, request: IncomingMessage): CallInProgress | undefined {
    const { onCall } = this.#options;
    if (rpc === undefined || !onCall) return undefined;
    return beginCall(
      { protocol: "http", rpc, methodKind: isStream ? "server_stream" : "unary" },
      request,
      onCall,
    );
  }

  #respond(exchange: HttpExchange, status: number, headers: readonly string[], body: string): void {
    if (this.#isClosing) exchange.response.shouldKeepAlive = false;
    exchange.responseBytes = respond(exchange.response, status, headers, body);
    this.#options.onExchange?.(exchange);
  }

  async #call(
    route: Route,
    exchange: HttpExchange,
    { target, call }: { readonly target: RequestTarget; readonly call: CallInProgress | undefined },
  ): Promise<Answer> {
    const { request } = exchange;
    const timeout = request.headers["grpc-timeout"];
    const body = route.method !== "GET" ? await readBody(request, this.#maxBodyBytes) : NO_BODY;
    exchange.requestBytes = bytesOf(body);
    const answer = async (): Promise<Answer> => {
      // SECURITY: before anything is read of the request. The reference first says what is wrong with it.
      if (route.isForAdministrators) await adminOf(this.#service).authenticate(request.headers.authorization);
      const { path, query } = target;
      const opened = route.open(body, {
        path,
        query,
        baseUrl: baseUrlOf(request.headers, request.socket instanceof TLSSocket),
      });
      call?.name(opened.requestId ?? "", body.text);
      const json = await opened.answer(this.#service, call?.id);
      return { status: opened.status?.(this.#service) ?? 200, json };
    };
    const answerInTime = (): Promise<Answer> =>
      typeof timeout === "string" ? withinTimeout(parseGrpcTimeout(timeout), answer) : answer();
    const { runCall } = this.#options;
    if (!runCall || route.rpc === undefined) return answerInTime();
    return runCall({ rpc: route.rpc, headers: request.headers }, answerInTime);
  }
}

function requestIdHeader({ headers }: IncomingMessage): readonly string[] {
  const id = headers["x-request-id"];
  return typeof id === "string" ? ["X-Request-ID", id] : [];
}
