import {
  checkStoreChange,
  decodeGetPolicy,
  decodeGetSchema,
  decodeInspectPolicies,
  decodeListPolicies,
  decodeReloadStore,
  type StoreChange,
} from "@orthrus/protocol/wire";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import type { AdminService, StoredSchema } from "../../service/admin-service.ts";
import type { Service } from "../../service/service.ts";
import { ServiceError } from "../../service/service-error.ts";
import type { RequestBody } from "../http/read-body.ts";
import type { AskedAt, OpenedCall, Route } from "../http/route.ts";
import { decodeAuditQuery } from "./decode-audit-query.ts";
import { encodeInspections } from "./encode-inspection.ts";

const rpc = (method: string): string => `cerbos.svc.v1.CerbosAdminService/${method}`;
const common = { namesVersion: true, isForAdministrators: true } as const;

// biome-ignore format: one row per call
export const ADMIN_ROUTES: readonly Route[] = [
  { ...common, method: "GET",    path: "/admin/policies",         rpc: rpc("ListPolicies"),      open: listPolicies },
  { ...common, method: "GET",    path: "/admin/policies/inspect", rpc: rpc("InspectPolicies"),   open: inspectPolicies },
  { ...common, method: "GET",    path: "/admin/policy",           rpc: rpc("GetPolicy"),         open: getPolicy },
  { ...common, method: "POST",   path: "/admin/policy",           rpc: rpc("AddOrUpdatePolicy"), open: changeByBody("add-or-update-policy") },
  { ...common, method: "PUT",    path: "/admin/policy",           rpc: rpc("AddOrUpdatePolicy"), open: changeByBody("add-or-update-policy") },
  { ...common, method: "DELETE", path: "/admin/policy",           rpc: rpc("DisablePolicy"),     open: changeByQuery("disable-policy") },
  { ...common, method: "POST",   path: "/admin/policy/disable",   rpc: rpc("DisablePolicy"),     takesQuery: true, open: changeByQuery("disable-policy") },
  { ...common, method: "PUT",    path: "/admin/policy/disable",   rpc: rpc("DisablePolicy"),     open: changeByBody("disable-policy") },
  { ...common, method: "POST",   path: "/admin/policy/enable",    rpc: rpc("EnablePolicy"),      takesQuery: true, open: changeByQuery("enable-policy") },
  { ...common, method: "PUT",    path: "/admin/policy/enable",    rpc: rpc("EnablePolicy"),      open: changeByBody("enable-policy") },
  { ...common, method: "POST",   path: "/admin/policy/delete",    rpc: rpc("DeletePolicy"),      takesQuery: true, open: changeByQuery("delete-policy") },
  { ...common, method: "GET",    path: "/admin/schemas",          rpc: rpc("ListSchemas"),       open: listSchemas },
  { ...common, method: "GET",    path: "/admin/schema",           rpc: rpc("GetSchema"),         open: getSchema },
  { ...common, method: "POST",   path: "/admin/schema",           rpc: rpc("AddOrUpdateSchema"), open: changeByBody("add-or-update-schema") },
  { ...common, method: "PUT",    path: "/admin/schema",           rpc: rpc("AddOrUpdateSchema"), open: changeByBody("add-or-update-schema") },
  { ...common, method: "DELETE", path: "/admin/schema",           rpc: rpc("DeleteSchema"),      open: changeByQuery("delete-schema") },
  { ...common, method: "GET",    path: "/admin/store/reload",     rpc: rpc("ReloadStore"),       open: reloadStore },
  { ...common, method: "DELETE", path: "/admin/store/revisions",  rpc: rpc("PurgeStoreRevisions"), open: purgeStoreRevisions },
  { ...common, method: "GET",    path: "/admin/auditlog/list/*",  rpc: rpc("ListAuditLogEntries"), isStream: true, open: listAuditLogEntries },
];

/** Throws: `server/admin-disabled`. */
export function adminOf({ admin }: Service): AdminService {
  if (admin) return admin;
  throw new ServiceError("server/admin-disabled", "Admin service is disabled by the configuration");
}

function listPolicies(_body: RequestBody, { query }: AskedAt): OpenedCall {
  const filter = decodeListPolicies(query);
  return { answer: (service) => encode("policyIds", adminOf(service).listPolicies(filter)) };
}

function inspectPolicies(_body: RequestBody, { query }: AskedAt): OpenedCall {
  const filter = decodeInspectPolicies(query);
  return { answer: (service) => encodeInspections(adminOf(service).inspectPolicies(filter)) };
}

function getPolicy(_body: RequestBody, { query }: AskedAt): OpenedCall {
  const call = decodeGetPolicy(query);
  return { answer: (service) => encode("policies", adminOf(service).getPolicies(call)) };
}

function listSchemas(): OpenedCall {
  return { answer: (service) => encode("schemaIds", adminOf(service).listSchemas()) };
}

function getSchema(_body: RequestBody, { query }: AskedAt): OpenedCall {
  const call = decodeGetSchema(query);
  return { answer: (service) => encode("schemas", adminOf(service).getSchemas(call).map(schemaJson)) };
}

function schemaJson({ id, text }: StoredSchema): object {
  return { id, definition: Buffer.from(text).toString("base64") };
}

function reloadStore(_body: RequestBody, { query }: AskedAt): OpenedCall {
  const call = decodeReloadStore(query);
  return {
    async answer(service) {
      await adminOf(service).reloadStore(call);
      return "{}";
    },
  };
}

function changeByQuery(change: StoreChange): Route["open"] {
  return (_body, { query }) => {
    checkStoreChange(change, { query });
    return { answer: (service) => adminOf(service).changeStore() };
  };
}

function changeByBody(change: StoreChange): Route["open"] {
  return ({ text }) => {
    checkStoreChange(change, { text });
    return { answer: (service) => adminOf(service).changeStore() };
  };
}

function purgeStoreRevisions(): OpenedCall {
  return { answer: (service) => adminOf(service).changeStore() };
}

function listAuditLogEntries(_body: RequestBody, { path, query }: AskedAt): OpenedCall {
  const request = decodeAuditQuery(path.slice(path.lastIndexOf("/") + 1), query);
  return { answer: (service) => entryLines(adminOf(service).listAuditLogEntries(request)) };
}

async function* entryLines(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const { kind, json } of entries) yield `{"result":{"${kind}LogEntry":${json}}}`;
}

/** One list is all these responses hold; an empty one is left out. */
function encode(name: string, list: readonly unknown[]): string {
  return list.length > 0 ? JSON.stringify({ [name]: list }) : "{}";
}
