import type { JsonObject } from "@orthrus/protocol";
import type { AuditSection } from "../config/audit-section.ts";
import type { AnsweredQuestion } from "../service/answered-question.ts";
import type { HandledCall } from "../transport/call-in-progress.ts";
import { accessEntry, type EntryContext } from "./access-entry.ts";
import { decisionEntry, type EffectivePolicies, type MadeDecision } from "./decision-entry.ts";
import { isLeftOut } from "./decision-filter.ts";
import { isRecorded } from "./is-recorded.ts";
import { metadataSelection, type SelectMetadata } from "./metadata-selection.ts";
import type { RecordedCall } from "./recorded-call.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface AuditorOptions {
  readonly section: AuditSection;
  readonly queue: Pick<WriteQueue, "push">;
  readonly policySource: JsonObject;
  /** Sources of the policies behind an answer that was just given. */
  readonly effectivePolicies: (question: AnsweredQuestion) => EffectivePolicies;
}

/** Calls that were asked something and have not ended; more than this many cannot be under way. */
const MAX_OPEN_CALLS = 100_000;
/** Calls whose caller did not wait, and whose question may still be answered. */
const MAX_LEFT_CALLS = 1000;
const LEFT_CODES: ReadonlySet<number> = new Set([1, 4]);

const NO_POLICIES: EffectivePolicies = new Map();

/** What is known of a call before it ends. */
interface OpenCall {
  readonly annotations: JsonObject | undefined;
  readonly decisions: MadeDecision[];
}

/** Keeps what was decided until its call ends, when it is known who asked, and orders the entries. */
export class Auditor {
  readonly #options: AuditorOptions;
  readonly #selectMetadata: SelectMetadata;
  readonly #open = new Map<string, OpenCall>();
  readonly #left = new Map<string, RecordedCall>();

  constructor(options: AuditorOptions) {
    this.#options = options;
    const { includeMetadataKeys: include, excludeMetadataKeys: exclude } = options.section;
    this.#selectMetadata = metadataSelection({ include, exclude });
  }

  /** Takes a question, before its caller hears the answer. Throws: when there are too many at once. */
  answered(question: AnsweredQuestion, callId: string): void {
    const open = this.#open.get(callId) ?? { annotations: question.annotations, decisions: [] };
    if (this.#isWanted(question)) open.decisions.push(this.#decisionOf(question));
    const left = this.#left.get(callId);
    if (left) {
      this.#orderDecisions(open, left);
      return;
    }
    if (this.#open.size >= MAX_OPEN_CALLS) throw new Error("too many calls have not ended");
    this.#open.set(callId, open);
  }

  /** Takes a call that ended. */
  called(call: HandledCall): void {
    const { callId } = call;
    const open = this.#open.get(callId);
    this.#open.delete(callId);
    if (open) this.#orderDecisions(open, call);
    if (LEFT_CODES.has(call.code)) this.#leave(call);
    const { section, queue } = this.#options;
    if (!section.accessLogsEnabled || !isRecorded(call)) return;
    queue.push("access", () => accessEntry(call, this.#contextOf(call, open?.annotations)));
  }

  #leave(call: HandledCall): void {
    // SECURITY: without what was said; that is megabytes, and whoever hangs up makes this list longer.
    this.#left.set(call.callId, recordOf(call));
    const [oldest] = this.#left.keys();
    if (this.#left.size > MAX_LEFT_CALLS && oldest !== undefined) this.#left.delete(oldest);
  }

  #orderDecisions({ decisions, annotations }: OpenCall, call: RecordedCall): void {
    for (const decision of decisions) {
      this.#options.queue.push("decision", () =>
        decisionEntry(decision, call, this.#contextOf(call, annotations)),
      );
    }
  }

  #isWanted(question: AnsweredQuestion): boolean {
    const { decisionLogsEnabled, decisionLogFilters } = this.#options.section;
    return decisionLogsEnabled && question.isDecided && !isLeftOut(question, decisionLogFilters);
  }

  #decisionOf(question: AnsweredQuestion): MadeDecision {
    const hasAnswer = question.failure === undefined;
    const effectivePolicies = hasAnswer ? this.#options.effectivePolicies(question) : NO_POLICIES;
    return { question, effectivePolicies, at: new Date() };
  }

  #contextOf(call: RecordedCall, annotations: JsonObject | undefined): EntryContext {
    const { policySource } = this.#options;
    return { metadata: this.#selectMetadata(call), policySource, annotations };
  }
}

function recordOf(call: HandledCall): RecordedCall {
  const { protocol, callId, peerAddress, forwardedFor, forwardedHost, isSecure, headers } = call;
  return { protocol, callId, peerAddress, forwardedFor, forwardedHost, isSecure, headers };
}
