import type { JsonObject } from "@orthrus/protocol";
import { compactVerify } from "jose";
import { IdentityError } from "../../errors.ts";
import { kindeKeys } from "../../providers/kinde/keys.ts";
import { refusalOfError } from "../../verify/refusal-of-error.ts";
import { objectIn, parseObject, textIn } from "../read-fields.ts";
import {
  type DeliveryCheck,
  type RawDelivery,
  type ReceiverOptions,
  type WebhookReceiver,
  webhookReceiver,
} from "../receiver.ts";
import { type KindeEventApi, kindeEventLookup } from "./event-api.ts";
import { kindeEvents } from "./kinde-events.ts";

export interface KindeWebhookOptions extends ReceiverOptions {
  /** `https://acme.kinde.com` or the custom domain, without a slash at the end. */
  readonly issuer: string;
  /** With credentials, removals are looked up at Kinde before they are believed. */
  readonly eventApi?: KindeEventApi;
  /** In place of discovery. */
  readonly jwksUrl?: string;
  readonly fetch?: typeof fetch;
  /** For each request to Kinde; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Told what an operator should know; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

/** Kinde sends the same token again for 36 hours. */
const MAX_AGE_MS = 37 * 3_600_000;
const SKEW_MS = 300_000;
/** What only tokens for people and machines have; with one of these it is no webhook. */
const TOKEN_CLAIMS: readonly string[] = ["sub", "aud", "exp", "azp", "scp"];

const decoder = new TextDecoder();

/**
 * Receives webhooks of Kinde: the body is a token, signed with the keys that also sign access tokens.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function kindeWebhooks(options: KindeWebhookOptions): WebhookReceiver {
  if (!URL.canParse(options.issuer) || options.issuer.endsWith("/")) {
    throw new IdentityError(
      "identity/invalid-configuration",
      "`issuer` is not a URL without a slash at the end",
    );
  }
  const verify = tokenCheck(options);
  const isKnown = options.eventApi && kindeEventLookup({ ...options, ...options.eventApi });
  return webhookReceiver(options, async (delivery) => {
    const payload = await verify(delivery);
    if (typeof payload === "string") return { kind: payload };
    const check = deliveryOf(payload, delivery, options.issuer);
    if (check.kind !== "verified" || !isKnown) return check;
    const isRemoval = check.events.some(({ type }) => type.endsWith(".removed"));
    const isBelieved = !isRemoval || (await isKnown(textIn(payload.event_id) ?? "", check.type));
    return isBelieved ? check : { kind: "refused" };
  });
}

function tokenCheck(
  options: KindeWebhookOptions,
): (delivery: RawDelivery) => Promise<JsonObject | "refused" | "unavailable"> {
  const keys = kindeKeys(options);
  return async ({ text, nowMs }) => {
    try {
      const { payload } = await compactVerify(text().trim(), (header) => keys.key(header, nowMs), {
        algorithms: ["RS256"],
      });
      return parseObject(decoder.decode(payload)) ?? "refused";
    } catch (error) {
      return refusalOfError(error).kind === "unavailable" ? "unavailable" : "refused";
    }
  };
}

function deliveryOf(payload: JsonObject, { headers, nowMs }: RawDelivery, issuer: string): DeliveryCheck {
  const type = textIn(payload.type);
  const eventId = textIn(payload.event_id);
  const sentAtMs = Date.parse(textIn(payload.timestamp) ?? "");
  const changedAtMs = Date.parse(textIn(payload.event_timestamp) ?? "") || sentAtMs;
  const isWebhook = !TOKEN_CLAIMS.some((claim) => payload[claim] !== undefined) && payload.data !== undefined;
  // A comparison with what is no time is false.
  const isTimely = nowMs - sentAtMs <= MAX_AGE_MS && sentAtMs - nowMs <= SKEW_MS;
  if (type === undefined || eventId === undefined || !isWebhook || !isTimely) return { kind: "refused" };
  const deliveryId = headers.get("webhook-id");
  return {
    kind: "verified",
    type,
    // SECURITY: the signed one first. The header is not signed, and may only add to what counts as seen.
    keys: [`kinde:event:${eventId}`, ...(deliveryId ? [`kinde:delivery:${deliveryId}`] : [])],
    rememberUntilMs: sentAtMs + MAX_AGE_MS + SKEW_MS,
    events: kindeEvents(type, objectIn(payload.data), { issuer, changedAtMs }),
  };
}
