import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import definitions from "otlp-definitions/build/src/generated/root.js";
import { onTestFinished } from "vitest";

const { collector } = definitions.opentelemetry.proto;
const MESSAGES = {
  metrics: collector.metrics.v1.ExportMetricsServiceRequest,
  traces: collector.trace.v1.ExportTraceServiceRequest,
};

export interface CollectedSpan {
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

export interface CollectedMetric {
  readonly name: string;
  readonly unit: string;
  readonly kind: "gauge" | "sum" | "histogram";
  readonly points: readonly CollectedPoint[];
}

export interface CollectedPoint {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of a number. */
  readonly value: number | undefined;
  /** Of a histogram. */
  readonly bucketCounts: readonly number[];
  readonly explicitBounds: readonly number[];
}

/** An OpenTelemetry collector that keeps what it is sent. */
export interface Collector {
  readonly url: string;
  /** Of the service that sent last. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly spans: readonly CollectedSpan[];
  /** As they were pushed last. */
  readonly metrics: ReadonlyMap<string, CollectedMetric>;
}

/** Listens over HTTP until the test is over. */
export async function openHttpCollector(): Promise<Collector> {
  const { collected, take } = emptyCollector();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      take(request.url === "/v1/traces" ? "traces" : "metrics", Buffer.concat(chunks));
      response.writeHead(200, { "Content-Type": "application/x-protobuf" }).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return Object.assign(collected, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

/** Listens over gRPC until the test is over. */
export async function openGrpcCollector(): Promise<Collector> {
  const { collected, take } = emptyCollector();
  const server = new Server();
  for (const [signal, service] of [
    ["metrics", "metrics.v1.MetricsService"],
    ["traces", "trace.v1.TraceService"],
  ] as const) {
    const method = {
      path: `/opentelemetry.proto.collector.${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestDeserialize: (bytes: Buffer) => bytes,
      requestSerialize: (bytes: Buffer) => bytes,
      responseDeserialize: (bytes: Buffer) => bytes,
      responseSerialize: (bytes: Buffer) => bytes,
    };
    server.addService(
      { Export: method },
      {
        Export(call: { request: Buffer }, answer: (error: null, bytes: Buffer) => void) {
          take(signal, call.request);
          answer(null, Buffer.alloc(0));
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return Object.assign(collected, { url: `http://127.0.0.1:${port}` });
}

interface EmptyCollector {
  readonly collected: Omit<Collector, "url">;
  readonly take: (signal: keyof typeof MESSAGES, bytes: Uint8Array) => void;
}

function emptyCollector(): EmptyCollector {
  const spans: CollectedSpan[] = [];
  const metrics = new Map<string, CollectedMetric>();
  const collected = { spans, metrics, resource: {} as Readonly<Record<string, unknown>> };
  return {
    collected,
    take(signal, bytes) {
      const message = MESSAGES[signal];
      const sent = message.toObject(message.decode(bytes), { longs: Number, enums: String, defaults: true });
      for (const { resource, scopeSpans = [], scopeMetrics = [] } of sent.resourceSpans ?? sent.resourceMetrics) {
        collected.resource = attributesOf(resource);
        for (const { spans: sentSpans } of scopeSpans) spans.push(...sentSpans.map(spanOf));
        for (const { metrics: sentMetrics } of scopeMetrics) {
          for (const metric of sentMetrics) metrics.set(metric.name, metricOf(metric));
        }
      }
    },
  };
}

interface Attributed {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

function attributesOf({ attributes }: Attributed): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

interface SentSpan extends Attributed {
  readonly name: string;
  readonly kind: string;
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly parentSpanId: Uint8Array;
  readonly status: { readonly code: string };
}

function spanOf(span: SentSpan): CollectedSpan {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return {
    name: span.name,
    kind: span.kind,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    attributes: attributesOf(span),
    isError: span.status.code === "STATUS_CODE_ERROR",
  };
}

interface SentPoint extends Attributed {
  readonly asDouble?: number;
  readonly asInt?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
}

type SentMetric = { readonly name: string; readonly unit: string } & Readonly<
  Partial<Record<CollectedMetric["kind"], { readonly dataPoints: readonly SentPoint[] }>>
>;

function metricOf(metric: SentMetric): CollectedMetric {
  const kind = metric.histogram ? "histogram" : metric.sum ? "sum" : "gauge";
  const points = metric[kind]?.dataPoints ?? [];
  return {
    name: metric.name,
    unit: metric.unit,
    kind,
    points: points.map((point) => ({
      attributes: attributesOf(point),
      value: point.asDouble ?? point.asInt,
      bucketCounts: point.bucketCounts ?? [],
      explicitBounds: point.explicitBounds ?? [],
    })),
  };
}
