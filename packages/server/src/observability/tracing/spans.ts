import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingHttpHeaders } from "node:http";
import {
  type Attributes,
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  type Tracer,
  trace,
} from "@opentelemetry/api";

export interface SpanOptions {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** Where a caller may say what span this one is below, unless one is running here. */
  readonly headers?: IncomingHttpHeaders;
}

/** Runs work in spans, each below the one that is running. */
export class Spans {
  readonly #tracer: Tracer;
  readonly #propagator: TextMapPropagator;
  readonly #running = new AsyncLocalStorage<Context>();

  constructor(tracer: Tracer, propagator: TextMapPropagator) {
    this.#tracer = tracer;
    this.#propagator = propagator;
  }

  /** SECURITY: of a failure only that it happened is told; its message may quote the request. */
  async run<Result>(options: SpanOptions, work: (span: Span) => Promise<Result>): Promise<Result> {
    const { span, context } = this.#start(options);
    try {
      return await this.#running.run(context, work, span);
    } catch (failure) {
      this.fail(span);
      throw failure;
    } finally {
      span.end();
    }
  }

  /** The same for work that is done at once. */
  runSync<Result>(options: SpanOptions, work: () => Result): Result {
    const { span, context } = this.#start(options);
    try {
      return this.#running.run(context, work);
    } catch (failure) {
      this.fail(span);
      throw failure;
    } finally {
      span.end();
    }
  }

  fail(span: Span): void {
    span.setStatus({ code: SpanStatusCode.ERROR });
  }

  #start({ name, headers, kind, attributes }: SpanOptions): {
    readonly span: Span;
    readonly context: Context;
  } {
    const above = this.#running.getStore() ?? this.#contextOf(headers);
    const span = this.#tracer.startSpan(
      name,
      { ...(kind && { kind }), ...(attributes && { attributes }) },
      above,
    );
    return { span, context: trace.setSpan(above, span) };
  }

  #contextOf(headers: IncomingHttpHeaders | undefined): Context {
    return headers ? this.#propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter) : ROOT_CONTEXT;
  }
}
