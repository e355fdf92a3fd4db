import type { FileAuditSection } from "../../config/audit-section.ts";
import type { AuditBackend } from "../audit-backend.ts";
import type { AuditEntry } from "../audit-entry.ts";
import { openFileSink } from "./file-sink.ts";
import type { LineSink } from "./line-sink.ts";
import { streamSink } from "./stream-sink.ts";

/** Hears of what went wrong without an entry being lost. */
export type OnBackendProblem = (problem: string, cause: unknown) => void;

/**
 * Writes one JSON object per line to every configured place.
 *
 * Throws: the system's error when a file cannot be opened.
 */
export async function openFileBackend(
  section: FileAuditSection,
  onProblem: OnBackendProblem,
): Promise<AuditBackend> {
  const sinks: LineSink[] = [];
  const close = async (): Promise<void> => {
    for (const sink of sinks) await sink.close();
  };
  try {
    for (const path of new Set([section.path, ...section.additionalPaths])) {
      sinks.push(await openSink(path, section, onProblem));
    }
  } catch (failure) {
    await close();
    throw failure;
  }
  return {
    async write(entries) {
      const lines = entries.map(lineOf);
      const results = await Promise.allSettled(sinks.map((sink) => sink.write(lines)));
      const failed = results.find((result) => result.status === "rejected");
      if (failed) throw failed.reason;
    },
    close,
  };
}

async function openSink(
  path: string,
  { logRotation }: FileAuditSection,
  onProblem: OnBackendProblem,
): Promise<LineSink> {
  switch (path) {
    case "stdout":
      return streamSink(process.stdout);
    case "stderr":
      return streamSink(process.stderr);
    default:
      return openFileSink(path, {
        rotation: logRotation,
        onRotationFailure: (failure) => onProblem("Failed to rotate audit log", failure),
      });
  }
}

/** Shape: `{"log.logger":"cerbos.audit","log.kind":"access","callId":"01M7…",…}`; pipelines tell entries by the two. */
function lineOf({ kind, json }: AuditEntry): string {
  return `{"log.logger":"cerbos.audit","log.kind":"${kind}",${json.slice(1)}\n`;
}
