import type { Service, ServiceOptions } from "../../../service/service.ts";
import type { ConnectionLimits } from "../../http2/connection-options.ts";
import { GrpcCalls, type GrpcCallsOptions } from "../grpc-calls.ts";
import { albumService } from "../../testdata/album-service.ts";
import { createGrpcTransport } from "../grpc-transport.ts";

export const LIMITS: ConnectionLimits = {
  maxConcurrentStreams: 100,
  connectMs: 5_000,
  maxAgeMs: 0,
  idleMs: 0,
  graceMs: 1_000,
};

export interface Opened {
  readonly port: number;
  readonly service: Service;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly calls?: GrpcCallsOptions;
  readonly limits?: Partial<ConnectionLimits>;
  readonly service?: Partial<ServiceOptions>;
}

/** That service on a gRPC port. */
export async function opened(options: OpenOptions = {}): Promise<Opened> {
  const service = albumService(options.service);
  const calls = new GrpcCalls(service, options.calls);
  const transport = createGrpcTransport(calls, { limits: { ...LIMITS, ...options.limits } });
  const { address } = await transport.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  return {
    port: address.kind === "tcp" ? address.port : 0,
    service,
    async close() {
      await transport.close();
      calls.close();
    },
  };
}
