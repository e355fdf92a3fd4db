import {
  decodeCheckResourceBatch,
  decodeCheckResourceSet,
  decodeCheckResources,
  decodePlanResources,
  encodeAuthzenMetadata,
  encodeCheckResourceBatch,
  encodeCheckResourceSet,
  encodeCheckResources,
  encodePlanResources,
  encodeServerInfo,
} from "@orthrus/protocol/wire";
import { ServiceError } from "../../service/service-error.ts";
import { ADMIN_ROUTES } from "../admin/admin-routes.ts";
import { accessEvaluation, accessEvaluations } from "../authzen/evaluate-access.ts";
import type { RequestBody } from "./read-body.ts";
import type { AskedAt, OpenedCall, Route } from "./route.ts";

const api = (method: string): string => `cerbos.svc.v1.CerbosService/${method}`;
const authzen = (method: string): string => `authzen.authorization.v1.AuthorizationService/${method}`;

// biome-ignore format: one row per call
export const ROUTES: readonly Route[] = [
  { method: "POST", path: "/api/check/resources",      namesVersion: true,  rpc: api("CheckResources"),      open: checkResources },
  { method: "POST", path: "/api/check",                namesVersion: true,  rpc: api("CheckResourceSet"),    open: checkResourceSet },
  { method: "POST", path: "/api/check_resource_batch", namesVersion: true,  rpc: api("CheckResourceBatch"),  open: checkResourceBatch },
  { method: "POST", path: "/api/plan/resources",       namesVersion: true,  rpc: api("PlanResources"),       open: planResources },
  { method: "GET",  path: "/api/server_info",          namesVersion: true,  rpc: api("ServerInfo"),          open: serverInfo },
  { method: "GET",  path: "/_cerbos/health",           namesVersion: false,                            open: health },

  { method: "POST", path: "/access/v1/evaluation",     namesVersion: true,  rpc: authzen("AccessEvaluation"),      echoesRequestId: true, open: evaluation },
  { method: "POST", path: "/access/v1/evaluations",    namesVersion: true,  rpc: authzen("AccessEvaluationBatch"), echoesRequestId: true, open: evaluations },
  { method: "GET",  path: "/.well-known/authzen-configuration", namesVersion: true, rpc: authzen("Metadata"),              echoesRequestId: true, open: authzenMetadata },

  ...ADMIN_ROUTES,
];

/** The calls there are, by path. */
export type RouteTable = ReadonlyMap<string, readonly Route[]>;

export function routeTable({ isAdminOn }: { readonly isAdminOn: boolean }): RouteTable {
  const routes = ROUTES.filter(({ isForAdministrators }) => isAdminOn || !isForAdministrators);
  return new Map(routes.map(({ path }) => [path, routes.filter((route) => route.path === path)]));
}

/** A page that is not part of the API and not there. */
export const PAGE_NOT_FOUND = "page not found";

/**
 * Finds the call a request is about.
 *
 * Throws: `server/unknown-route`, `server/method-not-allowed`, `server/admin-disabled`, `server/playground-disabled`.
 */
export function findRoute(table: RouteTable, method: string, path: string): Route | typeof PAGE_NOT_FOUND {
  const routes = table.get(path) ?? table.get(path.replace(/[^/]*$/, "*"));
  if (routes === undefined) return missing(path);
  const route = routes.find((each) => each.method === method);
  if (!route) throw new ServiceError("server/method-not-allowed", "Method Not Allowed");
  return route;
}

function missing(path: string): typeof PAGE_NOT_FOUND {
  // COMPAT(cerbos): every path that begins like this, with or without a slash.
  if (path.startsWith("/admin")) {
    throw new ServiceError("server/admin-disabled", "Admin service is disabled by the configuration");
  }
  if (isBelow(path, "/api/playground")) {
    throw new ServiceError(
      "server/playground-disabled",
      "Playground service is disabled by the configuration",
    );
  }
  if (isBelow(path, "/api") || path.startsWith("/access/")) {
    throw new ServiceError("server/unknown-route", "Not Found");
  }
  return PAGE_NOT_FOUND;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function checkResources({ text, utf8 }: RequestBody): OpenedCall {
  const call = decodeCheckResources(text, utf8);
  const answer: OpenedCall["answer"] = async (service, callId) =>
    encodeCheckResources(await service.checkResources(call, callId));
  return { requestId: call.requestId, answer };
}

function checkResourceSet({ text, utf8 }: RequestBody): OpenedCall {
  const call = decodeCheckResourceSet(text, utf8);
  const answer: OpenedCall["answer"] = async (service, callId) =>
    encodeCheckResourceSet(await service.checkResourceSet(call, callId));
  return { requestId: call.requestId, answer };
}

function checkResourceBatch({ text, utf8 }: RequestBody): OpenedCall {
  const call = decodeCheckResourceBatch(text, utf8);
  const answer: OpenedCall["answer"] = async (service, callId) =>
    encodeCheckResourceBatch(await service.checkResourceBatch(call, callId));
  return { requestId: call.requestId, answer };
}

function planResources({ text, utf8 }: RequestBody): OpenedCall {
  const call = decodePlanResources(text, utf8);
  const answer: OpenedCall["answer"] = async (service, callId) =>
    encodePlanResources(await service.planResources(call, callId));
  return { requestId: call.requestId, answer };
}

function serverInfo(): OpenedCall {
  return { answer: (service) => encodeServerInfo(service.serverInfo()) };
}

function evaluation({ text }: RequestBody): OpenedCall {
  return { answer: (service, callId) => accessEvaluation(service, text, callId) };
}

function evaluations({ text }: RequestBody): OpenedCall {
  return { answer: (service, callId) => accessEvaluations(service, text, callId) };
}

function authzenMetadata(_body: RequestBody, { baseUrl }: AskedAt): OpenedCall {
  return { answer: () => encodeAuthzenMetadata(baseUrl) };
}

function health(_body: RequestBody, { query }: AskedAt): OpenedCall {
  const apiService = new URLSearchParams(query).get("service") ?? "";
  return {
    answer: (service) => JSON.stringify({ status: service.health(apiService) }),
    status: (service) => (service.health(apiService) === "SERVING" ? 200 : 503),
  };
}
