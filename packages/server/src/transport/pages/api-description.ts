import { COMPATIBLE_VERSION, type JsonObject } from "@orthrus/protocol";
import { describeRequest } from "@orthrus/protocol/wire";
import type { Route } from "../http/route.ts";
import { ROUTES } from "../http/routes.ts";
import { RESPONSES } from "./describe-responses.ts";

// biome-ignore format: one row per call
const SUMMARIES: ReadonlyMap<string, string> = new Map([
  ["CheckResources",      "Decide what a principal may do on resources"],
  ["CheckResourceSet",    "Decide the same actions on several resources of one kind; prefer CheckResources"],
  ["CheckResourceBatch",  "Decide without metadata; prefer CheckResources"],
  ["PlanResources",       "Say on which resources a principal may do something, as a filter"],
  ["ServerInfo",          "Tell the version of the server"],
  ["ListPolicies",        "List the ids of policies"],
  ["InspectPolicies",     "Tell what policies do, what they read and where their names come from"],
  ["GetPolicy",           "Show policies"],
  ["AddOrUpdatePolicy",   "Write policies, to stores that can be written"],
  ["EnablePolicy",        "Enable policies, in stores that can be written"],
  ["DisablePolicy",       "Disable policies, in stores that can be written"],
  ["DeletePolicy",        "Delete policies, in stores that can be written"],
  ["ListSchemas",         "List the ids of schemas"],
  ["GetSchema",           "Show schemas"],
  ["AddOrUpdateSchema",   "Write schemas, to stores that can be written"],
  ["DeleteSchema",        "Delete schemas, in stores that can be written"],
  ["ReloadStore",         "Read the store again"],
  ["PurgeStoreRevisions", "Forget old revisions, in stores that keep them"],
  ["ListAuditLogEntries", "List audit entries"],
]);

/**
 * Describes the API as OpenAPI 2, for the place a caller reached it at.
 *
 * Shape: `"https://pdp.example.com"` → `{ swagger: "2.0", host: "pdp.example.com", schemes: ["https"], paths: … }`.
 */
export function apiDescription(baseUrl: string): JsonObject {
  const [scheme = "http", host = ""] = baseUrl.split("://");
  const described = ROUTES.flatMap(describe);
  const paths: Record<string, JsonObject> = {};
  for (const { path, method, operation } of described) paths[path] = { ...paths[path], [method]: operation };
  const requests = described.map(({ definitions }) => definitions);
  return {
    swagger: "2.0",
    info: { title: "Orthrus", version: COMPATIBLE_VERSION },
    host,
    schemes: [scheme],
    consumes: ["application/json"],
    produces: ["application/json"],
    tags: [
      { name: "CerbosService", description: "Decisions" },
      { name: "CerbosAdminService", description: "Administration, when it is switched on" },
    ],
    paths,
    definitions: Object.assign({}, ...requests, RESPONSES),
    securityDefinitions: { BasicAuth: { type: "basic" } },
  };
}

interface Described {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonObject;
  readonly definitions: JsonObject;
}

function describe(route: Route): readonly Described[] {
  const [, service, call] = /^cerbos\.svc\.v1\.(\w+)\/(\w+)$/.exec(route.rpc ?? "") ?? [];
  if (service === undefined || call === undefined) return [];
  const request = describeRequest(call);
  const isInBody = (route.method === "POST" || route.method === "PUT") && !route.takesQuery;
  const definition = `${call}Request`;
  const body = request && { type: "object", properties: request.fields, required: request.required };
  const operation: JsonObject = {
    summary: SUMMARIES.get(call) ?? call,
    operationId: `${service}_${call}_${route.method.toLowerCase()}`,
    tags: [service],
    parameters: isInBody
      ? [{ name: "body", in: "body", required: true, schema: { $ref: `#/definitions/${definition}` } }]
      : [...pathParameters(route), ...queryParameters(request)],
    responses: {
      "200": { description: "The answer.", schema: { $ref: `#/definitions/${call}Response` } },
      default: { description: "What went wrong.", schema: { $ref: "#/definitions/Status" } },
    },
    ...(route.isForAdministrators ? { security: [{ BasicAuth: [] }] } : {}),
  };
  const definitions: JsonObject = {
    ...request?.definitions,
    ...(isInBody && body ? { [definition]: body } : {}),
  };
  return [
    { path: route.path.replace("*", "{kind}"), method: route.method.toLowerCase(), operation, definitions },
  ];
}

function pathParameters({ path }: Route): readonly JsonObject[] {
  if (!path.endsWith("*")) return [];
  return [
    { name: "kind", in: "path", required: true, type: "string", enum: ["KIND_ACCESS", "KIND_DECISION"] },
  ];
}

function queryParameters(request: ReturnType<typeof describeRequest>): readonly JsonObject[] {
  if (!request) return [];
  const { fields, required } = request;
  return Object.entries(fields).map(([name, schema]) => ({
    ...(schema as JsonObject),
    name,
    in: "query",
    required: required.includes(name),
    ...((schema as JsonObject).type === "array" ? { collectionFormat: "multi" } : {}),
  }));
}
