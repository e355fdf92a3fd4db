import type { Json, JsonObject } from "@orthrus/protocol";
import type { LoopbackRequest } from "../loopback-server.ts";

/** A request to the core, with its tenant found in the path. */
export interface CoreRequest {
  readonly tenantId: string;
  /** Of the query, or of the body. */
  text(name: string): string;
  value(name: string): Json | undefined;
  object(name: string): JsonObject;
}

/** What the core answers with status 200. */
export type CoreAnswer = JsonObject & { readonly status: string };

export type CoreRoute = (request: CoreRequest) => CoreAnswer | Promise<CoreAnswer>;

/** Routes by method and path without tenant: `POST /recipe/session`. */
export type CoreRoutes = { readonly [methodAndPath: string]: CoreRoute };

export const OK = { status: "OK" } as const;

const PLACE = /^(?:\/(?!recipe\/|users?\/)([^/]+))?(\/.+)$/;

/** The tenant in a path, and the rest: `/acme/recipe/session` → `["acme", "/recipe/session"]`. */
export function placeOf(path: string): readonly [tenantId: string, path: string] {
  const [, tenantId = "public", rest = path] = PLACE.exec(path) ?? [];
  return [tenantId, rest];
}

export function coreRequest(tenantId: string, { query, body }: LoopbackRequest): CoreRequest {
  const members: JsonObject = body === "" ? {} : JSON.parse(body);
  const value = (name: string) => query.get(name) ?? members[name];
  return {
    tenantId,
    value,
    text: (name) => String(value(name) ?? ""),
    object(name) {
      const found = members[name];
      return typeof found === "object" && found !== null && !Array.isArray(found)
        ? (found as JsonObject)
        : {};
    },
  };
}
