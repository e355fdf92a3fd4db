import type { Socket } from "node:net";

/** What a client says first that knows it talks to HTTP/2. Source: RFC 9113, section 3.4. */
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/**
 * Tells by its first bytes whether a connection speaks HTTP/2; it is paused then, with them to be read again. A connection that
 * says nothing in time is closed instead.
 */
export function speaksHttp2(socket: Socket, silenceMs: number, tell: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const hangUp = (): void => void socket.destroy();
  const timer = silenceMs > 0 ? setTimeout(hangUp, silenceMs) : undefined;
  const stop = (): void => {
    clearTimeout(timer);
    socket.off("data", look).off("error", hangUp).off("end", hangUp).off("close", stop);
  };
  const look = (chunk: Buffer): void => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, PREFACE.length);
    const isLike = seen.compare(PREFACE, 0, length, 0, length) === 0;
    if (isLike && seen.length < PREFACE.length) return;
    stop();
    // Else the bytes would be gone before anybody listens.
    socket.pause();
    socket.unshift(seen);
    tell(isLike);
  };
  socket.on("data", look).on("error", hangUp).on("end", hangUp).on("close", stop);
}
