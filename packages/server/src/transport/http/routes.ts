import {
  decodeCheckResourceBatch,
  decodeCheckResourceSet,
  decodeCheckResources,
  decodePlanResources,
  encodeCheckResourceBatch,
  encodeCheckResourceSet,
  encodeCheckResources,
  encodePlanResources,
  encodeServerInfo,
} from "@orthrus/protocol/wire";
import type { Service } from "../../service/service.ts";
import { ServiceError } from "../../service/service-error.ts";
import type { RequestBody } from "./read-body.ts";

/** One call of the HTTP API. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Whether a good answer names the version, as all calls that pass through gRPC do. */
  readonly namesVersion: boolean;
  /** From the body of a request to the body of its answer, both JSON. */
  readonly answer: (service: Service, body: RequestBody, query: string) => Promise<string> | string;
}

// biome-ignore format: one row per call
const ROUTES: readonly Route[] = [
  { method: "POST", path: "/api/check/resources",      namesVersion: true,  answer: checkResources },
  { method: "POST", path: "/api/check",                namesVersion: true,  answer: checkResourceSet },
  { method: "POST", path: "/api/check_resource_batch", namesVersion: true,  answer: checkResourceBatch },
  { method: "POST", path: "/api/plan/resources",       namesVersion: true,  answer: planResources },
  { method: "GET",  path: "/api/server_info",          namesVersion: true,  answer: (service) => encodeServerInfo(service.serverInfo()) },
  { method: "GET",  path: "/_cerbos/health",           namesVersion: false, answer: health },
];

const BY_PATH: ReadonlyMap<string, readonly Route[]> = new Map(
  ROUTES.map(({ path }) => [path, ROUTES.filter((route) => route.path === path)]),
);

/** A page that is not part of the API and not there. */
export const PAGE_NOT_FOUND = "page not found";

/**
 * Finds the call a request is about.
 *
 * Throws: `server/unknown-route`, `server/method-not-allowed`, `server/admin-disabled`, `server/playground-disabled`.
 */
export function findRoute(method: string, path: string): Route | typeof PAGE_NOT_FOUND {
  const routes = BY_PATH.get(path);
  if (routes === undefined) return missing(path);
  const route = routes.find((each) => each.method === method);
  if (!route) throw new ServiceError("server/method-not-allowed", "Method Not Allowed");
  return route;
}

function missing(path: string): typeof PAGE_NOT_FOUND {
  if (isBelow(path, "/admin")) {
    throw new ServiceError("server/admin-disabled", "Admin service is disabled by the configuration");
  }
  if (isBelow(path, "/api/playground")) {
    throw new ServiceError(
      "server/playground-disabled",
      "Playground service is disabled by the configuration",
    );
  }
  if (isBelow(path, "/api") || isBelow(path, "/access")) {
    throw new ServiceError("server/unknown-route", "Not Found");
  }
  return PAGE_NOT_FOUND;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

async function checkResources(service: Service, { text, utf8 }: RequestBody): Promise<string> {
  return encodeCheckResources(await service.checkResources(decodeCheckResources(text, utf8)));
}

async function checkResourceSet(service: Service, { text, utf8 }: RequestBody): Promise<string> {
  return encodeCheckResourceSet(await service.checkResourceSet(decodeCheckResourceSet(text, utf8)));
}

async function checkResourceBatch(service: Service, { text, utf8 }: RequestBody): Promise<string> {
  return encodeCheckResourceBatch(await service.checkResourceBatch(decodeCheckResourceBatch(text, utf8)));
}

async function planResources(service: Service, { text, utf8 }: RequestBody): Promise<string> {
  return encodePlanResources(await service.planResources(decodePlanResources(text, utf8)));
}

function health(service: Service, _body: RequestBody, query: string): string {
  const apiService = new URLSearchParams(query).get("service") ?? "";
  return JSON.stringify({ status: service.health(apiService) });
}
