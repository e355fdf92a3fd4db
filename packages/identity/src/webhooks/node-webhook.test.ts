import { clerkIssuer } from "@orthrus/identity/testing";
import { clerkWebhooks, type NodeRequest, nodeWebhook } from "@orthrus/identity/webhooks";
import { expect, test } from "vitest";

async function ask(
  change: (body: string) => Partial<NodeRequest> & { readonly chunks?: readonly (string | Uint8Array)[] },
) {
  await using issuer = await clerkIssuer();
  const { headers, body } = issuer.webhook("user.deleted", { id: "user_1" });
  const receive = clerkWebhooks({
    publishableKey: issuer.publishableKey,
    secret: issuer.webhookSecret,
    clock: issuer.clock.now,
    sinks: [],
  });
  const { chunks = [], ...rest } = change(body);
  const stream = async function* () {
    yield* chunks;
  };
  const request: NodeRequest = { method: "POST", headers, [Symbol.asyncIterator]: stream, ...rest };
  const answered: Record<string, unknown> = {};
  const response = {
    statusCode: 0,
    setHeader: (name: string, value: string) => Object.assign(answered, { [name]: value }),
    end: () => undefined,
  };
  await nodeWebhook(receive)(request, response);
  return [response.statusCode, answered["cache-control"]];
}

const bytes = (text: string) => new TextEncoder().encode(text);

test.each<[string, Parameters<typeof ask>[0], readonly unknown[]]>([
  [
    "a stream, in pieces",
    (body) => ({ chunks: [bytes(body.slice(0, 9)), bytes(body.slice(9))] }),
    [200, "no-store"],
  ],
  ["a stream of text", (body) => ({ chunks: [body] }), [200, "no-store"]],
  ["what express.raw() has read", (body) => ({ body: Buffer.from(body) }), [200, "no-store"]],
  ["what express.text() has read", (body) => ({ body }), [200, "no-store"]],
  [
    "an endless stream",
    () => ({ chunks: Array.from({ length: 40 }, () => new Uint8Array(65_536)) }),
    [413, "no-store"],
  ],
  ["another method", () => ({ method: "GET" }), [405, undefined]],
])("%s", async (_title, change, expected) => {
  expect(await ask(change)).toEqual(expected);
});

test("a body that was parsed before is a mistake of the application, and says so", async () => {
  await expect(ask((body) => ({ body: JSON.parse(body) }))).rejects.toThrow(
    "the body of the webhook was parsed before",
  );
});
