import type { Server, Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import type { ListenAddress } from "../config/listen-address.ts";
import { secureContextOf, type TlsIdentity } from "../tls/tls-identity.ts";
import { listen } from "./listen.ts";
import type { ListenOptions } from "./transport.ts";

/** Where a transport is reached, whatever is spoken there. */
export class Port {
  readonly #server: Server;
  readonly #onUnexpected: (failure: unknown) => void;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server, onUnexpected: (failure: unknown) => void) {
    this.#server = server;
    this.#onUnexpected = onUnexpected;
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  async listen(address: ListenAddress, options: ListenOptions): Promise<{ address: ListenAddress }> {
    const listening = await listen(this.#server, address, options.socketFileMode);
    // A connection that cannot be accepted must not end the process.
    this.#server.on("error", this.#onUnexpected);
    return { address: listening };
  }

  renewIdentity(tls: TlsIdentity): void {
    if (this.#server instanceof TlsServer) this.#server.setSecureContext(secureContextOf(tls));
  }

  /** Ends every connection, also those that have not ended their handshake, of which the server itself does not know. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
