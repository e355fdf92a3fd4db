import type { Server } from "node:http";
import { Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { speaksHttp2 } from "./preface.ts";

/** Who takes connections over. */
export interface PortSharing {
  readonly acceptHttp2: (socket: Socket) => void;
  /** How long a cleartext connection may say nothing. Units: milliseconds; 0 is no limit. */
  readonly silenceMs: number;
}

/**
 * Lets connections that speak HTTP/2 pass by a server for HTTP/1.1. Over TLS a connection says so in its handshake,
 * in clear by its first bytes.
 *
 * Shape: what it comes back with hangs up on connections that have said nothing yet.
 */
export function sharePort(server: Server, { acceptHttp2, silenceMs }: PortSharing): () => void {
  const event = server instanceof TlsServer ? "secureConnection" : "connection";
  // Only what serves is replaced. Who looks at connections before that goes on doing so.
  const serveHttp1 = server.listeners(event).at(-1) as (this: Server, socket: Socket) => void;
  server.off(event, serveHttp1);
  const acceptHttp1 = (socket: Socket): void => serveHttp1.call(server, socket);
  const silent = new Set<Socket>();
  if (event === "secureConnection") {
    server.on(event, (socket: TLSSocket) => {
      if (socket.alpnProtocol !== "h2") acceptHttp1(socket);
      else if (!socket.destroyed) acceptHttp2(socket);
    });
  } else {
    server.on(event, (socket: Socket) => {
      silent.add(socket);
      socket.once("close", () => silent.delete(socket));
      speaksHttp2(socket, silenceMs, (isHttp2) => {
        silent.delete(socket);
        if (isHttp2) {
          acceptHttp2(socket);
          return;
        }
        acceptHttp1(socket);
        socket.resume();
      });
    });
  }
  return () => {
    for (const socket of silent) socket.destroy();
  };
}
