import type { Pdp, PolicyOrigin } from "@orthrus/engine";
import type { AuditBackendSection, AuditSection } from "../config/audit-section.ts";
import type { Config } from "../config/decode-config.ts";
import type { Logger } from "../observability/logger.ts";
import { reasonOf } from "../reason-of.ts";
import type { AnsweredQuestion } from "../service/answered-question.ts";
import { StartError } from "../start-error.ts";
import type { HandledCall } from "../transport/call-in-progress.ts";
import type { AuditBackend } from "./audit-backend.ts";
import type { AuditEntry, AuditKind } from "./audit-entry.ts";
import type { AuditQuery } from "./audit-query.ts";
import { Auditor } from "./auditor.ts";
import { type OnBackendProblem, openFileBackend } from "./file/open-file-backend.ts";
import { openLocalBackend } from "./local/open-local-backend.ts";
import { policySourceMembers } from "./policy-source.ts";
import { reportLosses } from "./report-losses.ts";
import { WriteQueue } from "./write-queue.ts";

/** Records calls and decisions until it is closed. */
export interface AuditLog {
  /** Takes a question, before its caller hears the answer. */
  readonly onAnswered: (question: AnsweredQuestion, callId: string) => void;
  /** Takes a call that ended. */
  readonly onCall: (call: HandledCall) => void;
  /** Something to wait for while more is decided than can be written. */
  readonly untilRecorded: () => Promise<void> | undefined;
  /** Everything that was recorded until now; absent where entries cannot be read again. */
  readonly read: ((query: AuditQuery) => AsyncIterable<AuditEntry>) | undefined;
  /** Writes what is still waiting. */
  close(): Promise<void>;
}

export interface AuditLogOptions {
  readonly pdp: Pick<Pdp, "policiesBehind">;
  readonly log: Logger;
  /** Counts an entry that got lost. */
  readonly onLost: (kind: AuditKind) => void;
}

/**
 * Opens the configured audit log; there is none while it is off.
 *
 * Throws: `server/audit-unavailable`, `server/package-missing`.
 */
export async function openAuditLog(
  { audit: section, storage }: Pick<Config, "audit" | "storage">,
  { pdp, log, onLost }: AuditLogOptions,
): Promise<AuditLog | undefined> {
  if (!section) return undefined;
  const backend = await openBackend(section.to, (problem, cause) =>
    log.warn(problem, { error: reasonOf(cause) }),
  );
  const losses = reportLosses(log, onLost);
  const queue = new WriteQueue(backend, losses);
  const source = policySourceMembers(storage);
  const auditor = new Auditor({
    section,
    queue,
    policySource: source.store,
    effectivePolicies: (question) =>
      new Map(originsOf(question, pdp).map(({ key, file }) => [key, source.ofFile(file)])),
  });
  return {
    onAnswered(question, callId) {
      try {
        auditor.answered(question, callId);
      } catch (cause) {
        // A mistake of ours must not cost the caller an answer.
        losses("decision", 1, cause);
      }
    },
    onCall(call) {
      try {
        auditor.called(call);
      } catch (cause) {
        // Nor must it end the process: timers tell of calls, too.
        losses("access", 1, cause);
      }
    },
    untilRecorded: () => queue.untilRoom(),
    read: backend.read && readerOf(backend.read, section, queue),
    async close() {
      await queue.drain();
      await backend.close();
    },
  };
}

async function openBackend(section: AuditBackendSection, onProblem: OnBackendProblem): Promise<AuditBackend> {
  try {
    switch (section.backend) {
      case "file":
        return await openFileBackend(section, onProblem);
      case "local":
        return await openLocalBackend(section);
    }
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    const message = `failed to create audit log: failed to create backend: ${reasonOf(cause)}`;
    throw new StartError("server/audit-unavailable", message, { cause });
  }
}

function originsOf(
  question: AnsweredQuestion,
  { policiesBehind }: AuditLogOptions["pdp"],
): readonly PolicyOrigin[] {
  const facts = question.auxData && { auxData: question.auxData };
  switch (question.kind) {
    case "check": {
      const { principal, resources, results } = question;
      return policiesBehind.check({ principal, resources, ...facts }, results);
    }
    case "plan": {
      const { principal, resource, actions } = question.call;
      const { plan } = question;
      return plan ? policiesBehind.plan({ principal, resource, actions, ...facts }, plan) : [];
    }
  }
}

function readerOf(
  read: NonNullable<AuditBackend["read"]>,
  section: AuditSection,
  queue: WriteQueue,
): (query: AuditQuery) => AsyncIterable<AuditEntry> {
  return async function* (query) {
    const isOn = query.kind === "access" ? section.accessLogsEnabled : section.decisionLogsEnabled;
    if (!isOn) return;
    await queue.flush();
    yield* read(query);
  };
}
