import { inspectPolicies, type PolicyInspection, type PolicyJson, type SourceFile } from "@orthrus/policy";
import type { IdsCall, PolicyFilterCall, ReloadStoreCall } from "@orthrus/protocol/wire";
import { type Administrator, authenticate } from "../admin/administrator.ts";
import { type StoredDocuments, type StoredPolicy, storedDocuments } from "../admin/stored-documents.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { AuditLog } from "../audit/open-audit-log.ts";
import { type AuditRequest, auditQueryOf } from "./audit-request.ts";
import { ServiceError } from "./service-error.ts";

/** What administrators may ask of a server. Its store can be read and read again; nothing can be written. */
export interface AdminService {
  /** By the `Authorization` header. Throws: `server/unauthenticated`. */
  authenticate(header: string | undefined): Promise<void>;
  /** Ids, sorted. Throws: `server/filters-unsupported`. */
  listPolicies(filter: PolicyFilterCall): readonly string[];
  /** Sorted by key. Throws: `server/filters-unsupported`, `server/unknown-policy`. */
  inspectPolicies(filter: PolicyFilterCall): readonly PolicyInspection[];
  /** In the order of the ids. Throws: `server/unknown-policy`. */
  getPolicies(call: IdsCall): readonly PolicyJson[];
  /** Ids, sorted. */
  listSchemas(): readonly string[];
  /** In the order of the ids. Throws: `server/unknown-schema`. */
  getSchemas(call: IdsCall): readonly StoredSchema[];
  /** Throws: `server/reload-failed`, when the caller waits. */
  reloadStore(call: ReloadStoreCall): Promise<void>;
  /** What every call that would write is answered with. Throws: `server/store-not-mutable`. */
  changeStore(): never;
  /** Throws: `protocol/invalid-request`, `server/audit-disabled`, `server/audit-not-readable`. */
  listAuditLogEntries(request: AuditRequest): AsyncIterable<AuditEntry>;
}

export interface StoredSchema {
  readonly id: string;
  readonly text: string;
}

export interface AdminServiceOptions {
  readonly administrator: Administrator;
  /** Name of the store in the metadata of policies. */
  readonly driver: string;
  /** The files that decisions are made from; the same list as long as they are the same. */
  readonly files: () => readonly SourceFile[];
  /** Reads the store again. Throws: when what it has cannot take over. */
  readonly reload: () => Promise<void>;
  /** Absent while it is off. */
  readonly auditLog?: Pick<AuditLog, "read">;
}

export function createAdminService(options: AdminServiceOptions): AdminService {
  const { administrator, reload } = options;
  const documents = documentsOf(options);
  return {
    authenticate: (header) => authenticate(administrator, header),
    listPolicies(filter) {
      refuseRegexps(filter);
      const wanted = new Set(filter.policyIds);
      return [...documents().policies.keys()].filter((id) => wanted.size === 0 || wanted.has(id));
    },
    inspectPolicies(filter) {
      refuseRegexps(filter);
      return inspect(documents(), filter.policyIds);
    },
    getPolicies: ({ ids }) => policiesOf(documents(), ids, "could not get policy").map(({ json }) => json()),
    listSchemas: () => [...documents().schemas.keys()],
    getSchemas({ ids }) {
      const { schemas } = documents();
      return ids.map((id) => ({ id, text: schemas.get(id) ?? unknownSchema(id) }));
    },
    async reloadStore({ wait }) {
      const reloaded = reload();
      // Whoever follows the decision point hears of the failure, too.
      if (!wait) reloaded.catch(() => undefined);
      else await reloaded.catch(reloadFailed);
    },
    changeStore() {
      throw new ServiceError("server/store-not-mutable", "Configured store is not mutable");
    },
    listAuditLogEntries(request) {
      const query = auditQueryOf(request, Date.now());
      return readerOf(options.auditLog)(query);
    },
  };
}

function readerOf(auditLog: AdminServiceOptions["auditLog"]): NonNullable<AuditLog["read"]> {
  if (!auditLog) throw new ServiceError("server/audit-disabled", "Audit logs are not enabled");
  if (auditLog.read) return auditLog.read;
  throw new ServiceError("server/audit-not-readable", "Audit log backend does not support querying");
}

/** Parses the files when somebody asks, and again when they are others. */
function documentsOf({ files, driver }: AdminServiceOptions): () => StoredDocuments {
  let last: { readonly files: readonly SourceFile[]; readonly documents: StoredDocuments } | undefined;
  return () => {
    const now = files();
    if (last?.files !== now) last = { files: now, documents: storedDocuments(now, driver) };
    return last.documents;
  };
}

function inspect(documents: StoredDocuments, ids: readonly string[]): readonly PolicyInspection[] {
  const chosen =
    ids.length === 0
      ? [...documents.policies.values()]
      : policiesOf(documents, ids, "could not inspect policies");
  const inspections = [...inspectPolicies(chosen.map(({ policy }) => policy)).values()];
  return ids.length === 0 ? inspections : inspections.map(withoutUndefined);
}

/** Names that come from a policy which was not asked about are not undefined, only not known here. */
function withoutUndefined(inspection: PolicyInspection): PolicyInspection {
  const isKnown = ({ origin }: { readonly origin: string }): boolean => origin !== "undefined";
  return {
    ...inspection,
    variables: inspection.variables.filter(isKnown),
    constants: inspection.constants.filter(isKnown),
    derivedRoles: inspection.derivedRoles.filter(isKnown),
  };
}

function policiesOf(
  { policies }: StoredDocuments,
  ids: readonly string[],
  refusal: string,
): readonly StoredPolicy[] {
  return ids.map((id) => {
    const stored = policies.get(id);
    if (!stored) throw new ServiceError("server/unknown-policy", refusal);
    return stored;
  });
}

function unknownSchema(id: string): never {
  throw new ServiceError("server/unknown-schema", `could not get the schema with id ${id}`);
}

function refuseRegexps({ hasRegexps }: PolicyFilterCall): void {
  if (!hasRegexps) return;
  throw new ServiceError("server/filters-unsupported", "Store does not support regexp filters");
}

function reloadFailed(cause: unknown): never {
  throw new ServiceError("server/reload-failed", "failed to reload store", { cause });
}
