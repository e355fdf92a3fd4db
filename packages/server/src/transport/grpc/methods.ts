import { ServiceError } from "../../service/service-error.ts";
import type { GrpcMethod } from "./grpc-method.ts";
import { ADMIN_METHODS } from "./methods/admin-methods.ts";
import { API_METHODS } from "./methods/api-methods.ts";
import { AUTHZEN_METHODS } from "./methods/authzen-methods.ts";
import { HEALTH_METHODS } from "./methods/health-methods.ts";
import { reflectionMethods } from "./methods/reflection-methods.ts";

/** The calls there are, by path. */
export type MethodTable = ReadonlyMap<string, GrpcMethod>;

export function methodTable({ isAdminOn }: { readonly isAdminOn: boolean }): MethodTable {
  const methods = [
    ...API_METHODS,
    ...AUTHZEN_METHODS,
    ...HEALTH_METHODS,
    ...(isAdminOn ? ADMIN_METHODS : []),
  ];
  const services = new Set(methods.map(({ rpc }) => serviceOf(rpc)));
  const all = [...methods, ...reflectionMethods([...services])];
  return new Map(all.map((method) => [`/${method.rpc}`, method]));
}

// biome-ignore format: one row per service
const SWITCHED_OFF: ReadonlyMap<string, ServiceError> = new Map([
  ["cerbos.svc.v1.CerbosAdminService",      new ServiceError("server/admin-disabled", "Admin service is disabled by the configuration")],
  ["cerbos.svc.v1.CerbosPlaygroundService", new ServiceError("server/playground-disabled", "Playground service is disabled by the configuration")],
]);

/** Finds the call a path is about, or why there is none. */
export function findMethod(table: MethodTable, path: string): GrpcMethod | ServiceError {
  const method = table.get(path);
  if (method) return method;
  const rpc = path.replace(/^\//, "");
  if (!rpc.includes("/")) {
    return new ServiceError("server/unknown-method", `malformed method name: ${JSON.stringify(path)}`);
  }
  return SWITCHED_OFF.get(serviceOf(rpc)) ?? new ServiceError("server/unknown-method", "Unknown service");
}

function serviceOf(rpc: string): string {
  return rpc.slice(0, rpc.lastIndexOf("/"));
}
