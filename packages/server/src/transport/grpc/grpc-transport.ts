import { createServer, type Server } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { ListenAddress } from "../../config/listen-address.ts";
import { refuseStrangers, secureContextOf, type TlsIdentity } from "../../tls/tls-identity.ts";
import type { ConnectionLimits } from "../http2/connection-options.ts";
import { Connections } from "../http2/connections.ts";
import { Port } from "../port.ts";
import type { ListenOptions, Transport } from "../transport.ts";
import type { GrpcCalls } from "./grpc-calls.ts";

export interface GrpcTransportOptions {
  readonly limits: ConnectionLimits;
  /** Expects TLS on every connection. */
  readonly tls?: TlsIdentity;
  /** Hears of failures that are bugs. */
  readonly onUnexpected?: (failure: unknown) => void;
}

/** Makes a server's gRPC port. */
export function createGrpcTransport(calls: GrpcCalls, options: GrpcTransportOptions): Transport {
  return new Http2Transport(calls, options);
}

class Http2Transport implements Transport {
  readonly #connections: Connections;
  readonly #server: Server;
  readonly #port: Port;

  constructor(calls: GrpcCalls, { limits, tls, onUnexpected = () => {} }: GrpcTransportOptions) {
    this.#connections = new Connections(limits, (incoming) => calls.receive(incoming));
    this.#server = tls ? this.#secureServer(tls, limits.connectMs) : this.#plainServer();
    this.#port = new Port(this.#server, onUnexpected);
  }

  listen(address: ListenAddress, options: ListenOptions = {}): Promise<{ address: ListenAddress }> {
    return this.#port.listen(address, options);
  }

  renewIdentity(tls: TlsIdentity): void {
    this.#port.renewIdentity(tls);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.#connections.close();
    this.#port.cut();
    await closed;
  }

  #plainServer(): Server {
    return createServer({ noDelay: true }, (socket) => this.#connections.accept(socket));
  }

  #secureServer(tls: TlsIdentity, connectMs: number): Server {
    const requestCert = tls.clientAuthorities !== undefined;
    const server = createTlsServer({
      ...secureContextOf(tls),
      ALPNProtocols: ["h2"],
      requestCert,
      // Clients without a certificate are welcome; refuseStrangers looks at the others.
      rejectUnauthorized: false,
      ...(connectMs > 0 ? { handshakeTimeout: connectMs } : {}),
      noDelay: true,
    });
    if (requestCert) server.on("secureConnection", refuseStrangers);
    server.on("secureConnection", (socket: TLSSocket) => {
      if (socket.alpnProtocol === "h2" && !socket.destroyed) this.#connections.accept(socket);
      else socket.destroy();
    });
    return server;
  }
}
