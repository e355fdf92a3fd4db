import type { ListenAddress } from "../config/listen-address.ts";
import type { TlsIdentity } from "../tls/tls-identity.ts";

export interface ListenOptions {
  /** Mode of the file of a unix socket, such as `0o766`. */
  readonly socketFileMode?: number;
}

/** One port or socket of a server. */
export interface Transport {
  /** Comes back with the address that is open now. Throws: the system's error when it cannot be had. */
  listen(address: ListenAddress, options?: ListenOptions): Promise<{ readonly address: ListenAddress }>;
  /** Uses another certificate for connections to come. Throws: when it cannot be used; the old one stays then. */
  renewIdentity(tls: TlsIdentity): void;
  /** Takes no new calls, waits for the running ones, then cuts off what is left. */
  close(): Promise<void>;
}
