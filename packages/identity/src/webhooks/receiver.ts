import { applyEvents } from "./apply-events.ts";
import { type DeliveryLog, memoryDeliveryLog } from "./delivery-log.ts";
import type { EventSink, IdentityEvent } from "./identity-event.ts";
import { readBody } from "./read-body.ts";

/** What every receiver takes. */
export interface ReceiverOptions {
  /** Who acts on the events: a directory, a deny-list, code of the application. All of them, at once. */
  readonly sinks: readonly EventSink[];
  /** In this process unless given. With several instances, share it. */
  readonly deliveries?: DeliveryLog;
  /** Told of each request after it was answered. Nothing of the body is in it. */
  readonly onDelivery?: (report: DeliveryReport) => void;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

export interface DeliveryReport {
  readonly result: DeliveryResult;
  /** What the provider calls the event; absent when nobody vouches for it. */
  readonly type?: string;
  /** Why it failed, for the log of the operator; the sender is not told. */
  readonly error?: unknown;
}

/** `unknown` is signed but means nothing to a directory; it is answered as if it had been applied. */
export type DeliveryResult =
  | "applied"
  | "unknown"
  | "duplicate"
  | "busy"
  | "refused"
  | "too-large"
  | "unavailable"
  | "failed";

/** What a delivery is once its signature was found good. */
export interface VerifiedDelivery {
  readonly kind: "verified";
  readonly type: string;
  /** It counts as seen when any of these was seen. */
  readonly keys: readonly string[];
  /** No honest sender sends it again after that, and a replay is refused by its age. */
  readonly rememberUntilMs: number;
  readonly events: readonly IdentityEvent[];
}

export type DeliveryCheck = VerifiedDelivery | { readonly kind: "refused" | "unavailable" };

/** Bytes and headers of a request that is not too large. */
export interface RawDelivery {
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly text: () => string;
  readonly nowMs: number;
}

/** Answers webhook requests. Mount it where nothing has read the body yet, on a path without session middleware. */
export interface WebhookReceiver {
  (request: Request): Promise<Response>;
  /** How many requests ended how, since the start of this process. */
  readonly counts: Readonly<Record<DeliveryResult, number>>;
}

// biome-ignore format: one row per result
const STATUS: Readonly<Record<DeliveryResult, number>> = {
  applied:     200,
  unknown:     200,
  duplicate:   200,
  busy:        409,
  refused:     400,
  "too-large": 413,
  unavailable: 503,
  failed:      500,
};

/** How long one instance may take to apply a delivery before another one may try. */
const LEASE_MS = 60_000;
const decoder = new TextDecoder();

/**
 * Makes a receiver from what is special about a provider: raw body, verify, look whether it is new, apply, answer.
 *
 * Anything that fails before the sinks are done is not remembered, so that the sender's next attempt is a new one.
 */
export function webhookReceiver(
  options: ReceiverOptions,
  verify: (delivery: RawDelivery) => Promise<DeliveryCheck>,
): WebhookReceiver {
  const { deliveries = memoryDeliveryLog(), clock = Date.now, onDelivery } = options;
  const counts = noCounts();

  async function receive(request: Request): Promise<Response> {
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
    const report = await reportOf(request);
    counts[report.result] += 1;
    onDelivery?.(report);
    return answer(report.result);
  }

  async function reportOf(request: Request): Promise<DeliveryReport> {
    let type: string | undefined;
    try {
      const body = await readBody(request);
      if (body === "too-large") return { result: "too-large" };
      const nowMs = clock();
      const text = () => decoder.decode(body);
      const delivery = await verify({ headers: request.headers, body, text, nowMs });
      if (delivery.kind !== "verified") return { result: delivery.kind };
      type = delivery.type;
      return { type, result: await applyOnce(delivery, options.sinks, deliveries, nowMs) };
    } catch (error) {
      return { ...(type !== undefined && { type }), result: "failed", error };
    }
  }

  return Object.assign(receive, { counts });
}

function noCounts(): Record<DeliveryResult, number> {
  const zeros = Object.keys(STATUS).map((result) => [result, 0]);
  return Object.fromEntries(zeros) as Record<DeliveryResult, number>;
}

async function applyOnce(
  { keys, events, rememberUntilMs }: VerifiedDelivery,
  sinks: readonly EventSink[],
  deliveries: DeliveryLog,
  nowMs: number,
): Promise<DeliveryResult> {
  const { begun, state } = await begin(keys, deliveries, nowMs);
  let isDone = state === "done";
  try {
    if (state === "first") {
      await applyEvents(sinks, events);
      isDone = true;
    }
  } finally {
    for (const key of begun) {
      await (isDone ? deliveries.finish(key, rememberUntilMs) : deliveries.abandon(key));
    }
  }
  if (state !== "first") return state === "done" ? "duplicate" : "busy";
  return events.length > 0 ? "applied" : "unknown";
}

/** The state of the first key that is not new, and the keys before it. */
async function begin(keys: readonly string[], deliveries: DeliveryLog, nowMs: number) {
  const begun: string[] = [];
  for (const key of keys) {
    const state = await deliveries.begin(key, nowMs + LEASE_MS, nowMs);
    if (state !== "first") return { begun, state };
    begun.push(key);
  }
  return { begun, state: "first" as const };
}

/** No detail: whoever forges a delivery learns nothing from the answer. */
function answer(result: DeliveryResult): Response {
  const isLater = result === "busy" || result === "unavailable";
  return new Response(null, {
    status: STATUS[result],
    headers: { "cache-control": "no-store", ...(isLater && { "retry-after": "30" }) },
  });
}
