import { createPdp } from "@orthrus/engine";
import { createService, type Service, type ServiceOptions } from "../../../service/service.ts";
import type { ConnectionLimits } from "../../http2/connection-options.ts";
import { GrpcCalls, type GrpcCallsOptions } from "../grpc-calls.ts";
import { createGrpcTransport } from "../grpc-transport.ts";

export const INFO = { version: "0.55.0", commit: "abc", buildDate: "2026-01-01T00:00:00Z" };

const POLICIES = {
  "album.yaml": `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  importDerivedRoles: [common]
  rules:
    - actions: [view]
      effect: EFFECT_ALLOW
      roles: [user]
      output: { when: { ruleActivated: request.auxData.jwt } }
    - actions: ["*"]
      effect: EFFECT_ALLOW
      derivedRoles: [owner]
`,
  "common.yaml": `
apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: common
  definitions:
    - { name: owner, parentRoles: [user], condition: { match: { expr: R.attr.owner == P.id } } }
`,
};

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

/** A service that decides about albums. */
export function albumService(options: Partial<ServiceOptions> = {}): Service {
  return createService({
    decider: createPdp({ policies: POLICIES }),
    auxData: { extract: ({ jwt }) => ({ jwt: { token: jwt?.token ?? null } }) },
    limits: { maxActionsPerResource: 3, maxResourcesPerRequest: 2 },
    info: INFO,
    ...options,
  });
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
