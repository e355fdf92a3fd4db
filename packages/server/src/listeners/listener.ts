import type { AuditLog } from "../audit/open-audit-log.ts";
import type { ListenAddress } from "../config/listen-address.ts";
import type { Logger } from "../observability/logger.ts";
import type { Observability } from "../observability/open-observability.ts";
import type { Service } from "../service/service.ts";
import type { TlsIdentity } from "../tls/tls-identity.ts";
import type { GrpcCalls } from "../transport/grpc/grpc-calls.ts";

/** An open port or socket that calls come in by. */
export interface Listener {
  readonly name: "HTTP" | "gRPC";
  /** A port that was left to the system is filled in. */
  readonly address: ListenAddress;
  /** Whether clients need TLS. */
  readonly isSecure: boolean;
  /** Uses another certificate for connections to come. Throws: when it cannot be used. */
  renewIdentity(identity: TlsIdentity): void;
  /** Takes no new calls, waits for the running ones, then cuts off what is left. */
  close(): Promise<void>;
}

/** What every listener is made of. */
export interface ListenerParts {
  readonly service: Service;
  /** What answers gRPC calls, which may come in by every port. */
  readonly calls: GrpcCalls;
  /** Absent without a certificate. */
  readonly identity: TlsIdentity | undefined;
  readonly observability: Observability;
  /** Undefined while it is off. */
  readonly auditLog: AuditLog | undefined;
  readonly log: Logger;
}
