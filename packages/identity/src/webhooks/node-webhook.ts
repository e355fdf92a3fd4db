import { joined, MAX_BODY_BYTES } from "./read-body.ts";
import type { WebhookReceiver } from "./receiver.ts";

/** A request of Node, Express or Fastify, by shape. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly method?: string | undefined;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  /** What a raw body parser has read, such as `express.raw()`. */
  readonly body?: unknown;
}

export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(): unknown;
}

const encoder = new TextEncoder();

/**
 * A receiver as handler of Node's `http` or Express.
 *
 * Throws: `TypeError`, when a parser has replaced the raw body before; mount it before `express.json()`.
 */
export function nodeWebhook(
  receiver: WebhookReceiver,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    const { method = "GET" } = request;
    const body = method === "POST" ? await rawBody(request) : undefined;
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(", ")] as [string, string]],
    );
    const answer = await receiver(
      new Request("http://localhost/", { method, headers, ...(body && { body }) }),
    );
    response.statusCode = answer.status;
    answer.headers.forEach((value, name) => void response.setHeader(name, value));
    response.end();
  };
}

async function rawBody(request: NodeRequest): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = request;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  if (typeof body === "string") return encoder.encode(body);
  if (body !== undefined && body !== null) {
    throw new TypeError("the body of the webhook was parsed before; its signature is about the raw bytes");
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    size += part.byteLength;
    chunks.push(part);
    // One chunk more than fits: the receiver then says that it is too large.
    if (size > MAX_BODY_BYTES) break;
  }
  return joined(chunks, size);
}
