import { constants, type ServerHttp2Session } from "node:http2";
import type { ConnectionLimits } from "./connection-options.ts";
import type { PingRules } from "./ping-rules.ts";

const LOOK_AFTER_MS = 2 * 60 * 60_000;
const PONG_MS = 20_000;
const NOTICE_MS = 250;
const AGE_JITTER = 0.1;
const LAST_STREAM = 2 ** 31 - 1;
const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_NO_ERROR } = constants;

/** Applies limits to a connection for as long as it lives. */
export function lookAfterSession(
  session: ServerHttp2Session,
  { connectMs, maxAgeMs, idleMs }: Omit<ConnectionLimits, "graceMs" | "maxConcurrentStreams">,
  { pings, hasCalls }: { readonly pings: PingRules; readonly hasCalls: () => boolean },
): void {
  const stopConnecting = after(connectMs, () => session.destroy());
  const stopAging = after(maxAgeMs * (1 + AGE_JITTER * (2 * Math.random() - 1)), () => endSession(session));
  session.once("remoteSettings", stopConnecting);
  session.once("close", () => {
    stopConnecting();
    stopAging();
  });
  session.on("ping", () => {
    if (pings.isTooMany(hasCalls(), performance.now())) hangUp(session, "too_many_pings");
  });
  session.setTimeout(idleMs > 0 ? idleMs : LOOK_AFTER_MS, () => {
    if (hasCalls() || idleMs === 0) expectPong(session);
    else endSession(session);
  });
}

/**
 * Asks a peer to take its next calls elsewhere. Calls that are on their way when it hears of that are still answered:
 * which one is the last is told a moment later.
 *
 * The reference has the peer answer a ping in between; Node reads no more from a connection that is idle by then.
 */
export function endSession(session: ServerHttp2Session): void {
  if (session.closed || session.destroyed) return;
  session.goaway(NGHTTP2_NO_ERROR, LAST_STREAM);
  const stopWaiting = after(NOTICE_MS, () => session.close());
  session.once("close", stopWaiting);
}

function hangUp(session: ServerHttp2Session, why: string): void {
  if (session.destroyed) return;
  session.goaway(NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from(why));
  session.destroy(undefined, NGHTTP2_ENHANCE_YOUR_CALM);
}

/** A peer that is gone without a word does not answer. */
function expectPong(session: ServerHttp2Session): void {
  const stopWaiting = after(PONG_MS, () => session.destroy());
  if (!session.ping(stopWaiting)) stopWaiting();
}

function after(ms: number, act: () => void): () => void {
  if (!(ms > 0)) return () => {};
  const timer = setTimeout(act, Math.min(ms, LAST_STREAM)).unref();
  return () => clearTimeout(timer);
}
