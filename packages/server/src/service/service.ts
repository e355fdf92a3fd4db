import type {
  AuxData,
  CheckResourcesRequest,
  CheckResult,
  JsonObject,
  Plan,
  PlanRequest,
  Principal,
  ResourceActions,
} from "@orthrus/protocol";
import { callIdSource } from "@orthrus/protocol";
import type {
  CheckResourceBatchAnswer,
  CheckResourceBatchCall,
  CheckResourceSetAnswer,
  CheckResourceSetCall,
  CheckResourcesAnswer,
  CheckResourcesCall,
  PlanResourcesAnswer,
  PlanResourcesCall,
  ResourceResult,
  ServerInfo,
  UnverifiedAuxData,
} from "@orthrus/protocol/wire";
import type { AdminService } from "./admin-service.ts";
import type { AnsweredQuestion } from "./answered-question.ts";
import type { AuxDataExtractor } from "./aux-data-extractor.ts";
import { enforceLimits, type RequestLimits } from "./request-limits.ts";
import { ServiceError, type ServiceErrorCode } from "./service-error.ts";

/**
 * What a server does, one method per API call, whatever bytes the calls came in. A call's id is made up when the
 * transport gives none.
 */
export interface Service {
  readonly limits: RequestLimits;
  /** Absent while the admin API is off. */
  readonly admin: AdminService | undefined;
  /** Throws: `server/too-many-resources`, `server/too-many-actions`, `server/invalid-aux-data`, `server/check-failed`. */
  checkResources(call: CheckResourcesCall, callId?: string): Promise<CheckResourcesAnswer>;
  /** Throws: as `checkResources`. */
  checkResourceSet(call: CheckResourceSetCall, callId?: string): Promise<CheckResourceSetAnswer>;
  /** Throws: as `checkResources`. */
  checkResourceBatch(call: CheckResourceBatchCall, callId?: string): Promise<CheckResourceBatchAnswer>;
  /** Throws: `server/invalid-aux-data`, `server/plan-failed`. */
  planResources(call: PlanResourcesCall, callId?: string): Promise<PlanResourcesAnswer>;
  serverInfo(): ServerInfo;
  /** Of one API service, `""` for the whole server. Throws: `server/unknown-service`. */
  health(apiService: string): ServingStatus;
  /** Of the whole server and of every API service there is, by name. */
  allHealth(): ReadonlyMap<string, ServingStatus>;
  /** Tells the health of a service at once and whenever it changes; an unknown one may be known later. Returns how to stop. */
  watchHealth(apiService: string, onChange: (status: ServingStatus | "SERVICE_UNKNOWN") => void): () => void;
  /** From now on `health` says `NOT_SERVING`; calls are still answered. */
  announceShutdown(): void;
}

export type ServingStatus = "SERVING" | "NOT_SERVING";

/** What decides; the engine's decision point is one. */
export interface Decider {
  /** One result per resource, in their order. */
  checkResources(request: CheckResourcesRequest): readonly DecidedResource[];
  plan(request: PlanRequest): Plan;
}

export interface DecidedResource extends CheckResult {
  /** Absent when nobody wants to know. */
  readonly evaluationErrors?: readonly EvaluationError[];
}

/** An expression that could not be evaluated, as its author wrote it, and why. */
export interface EvaluationError {
  readonly expression: string;
  readonly message: string;
}

export interface ServiceOptions {
  readonly decider: Decider;
  readonly auxData: AuxDataExtractor;
  readonly limits: RequestLimits;
  readonly info: ServerInfo;
  readonly admin?: AdminService;
  /** Hears of every call that failed, with the reason as the failure's cause. */
  readonly onFailure?: (failure: ServiceError, callId: string) => void;
  /** Hears of the expressions of a check that could not be evaluated, each pair of expression and message once. */
  readonly onEvaluationErrors?: (errors: readonly EvaluationError[], callId: string) => void;
  /** Hears of every question about policies and what came of it, before the caller does. Must not throw. */
  readonly onAnswered?: (question: AnsweredQuestion, callId: string) => void;
  /** Something to wait for before the next question, so that those who keep records keep up. */
  readonly untilRecorded?: () => Promise<void> | undefined;
}

const API_SERVICES: readonly string[] = [
  "",
  "cerbos.svc.v1.CerbosService",
  "authzen.authorization.v1.AuthorizationService",
];
const ADMIN_SERVICE = "cerbos.svc.v1.CerbosAdminService";

export function createService(options: ServiceOptions): Service {
  return new PolicyService(options);
}

class PolicyService implements Service {
  readonly #options: ServiceOptions;
  readonly #nextCallId: () => string = callIdSource();
  readonly #watchers = new Set<() => void>();
  #serving: ServingStatus = "SERVING";

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get limits(): RequestLimits {
    return this.#options.limits;
  }

  get admin(): AdminService | undefined {
    return this.#options.admin;
  }

  async checkResources(
    call: CheckResourcesCall,
    callId: string = this.#nextCallId(),
  ): Promise<CheckResourcesAnswer> {
    const results = await this.#check(call, callId);
    return { requestId: call.requestId, includeMeta: call.includeMeta, results, callId };
  }

  async checkResourceSet(
    call: CheckResourceSetCall,
    callId: string = this.#nextCallId(),
  ): Promise<CheckResourceSetAnswer> {
    const results = await this.#check(call, callId);
    return { requestId: call.requestId, includeMeta: call.includeMeta, results };
  }

  async checkResourceBatch(
    call: CheckResourceBatchCall,
    callId: string = this.#nextCallId(),
  ): Promise<CheckResourceBatchAnswer> {
    const results = await this.#check(call, callId);
    return { requestId: call.requestId, results };
  }

  async planResources(
    call: PlanResourcesCall,
    callId: string = this.#nextCallId(),
  ): Promise<PlanResourcesAnswer> {
    const { requestId, includeMeta, principal, resource, actions, isSingleAction } = call;
    const { decider, auxData, onAnswered } = this.#options;
    // PERF: not even a turn of the loop is lost while there is nothing to wait for.
    const backlog = this.#options.untilRecorded?.();
    if (backlog) await backlog;
    let facts: AuxData | undefined;
    let isDecided = false;
    const tell = (plan?: Plan, failure?: ServiceError): void =>
      onAnswered?.(
        { kind: "plan", call, auxData: facts, annotations: call.annotations, isDecided, plan, failure },
        callId,
      );
    try {
      facts = call.auxData && (await extract(auxData, call.auxData));
      isDecided = true;
      const plan = decider.plan({ principal, resource, actions, ...(facts && { auxData: facts }) });
      tell(plan);
      return { requestId, includeMeta, isSingleAction, actions, resource, plan, callId };
    } catch (failure) {
      const code = ["server/plan-failed", "Resources query plan request failed"] as const;
      const reported = this.#reported(failure, callId, code);
      tell(undefined, reported);
      throw reported;
    }
  }

  serverInfo(): ServerInfo {
    return this.#options.info;
  }

  health(apiService: string): ServingStatus {
    const status = this.allHealth().get(apiService);
    if (!status) throw new ServiceError("server/unknown-service", "unknown service");
    return status;
  }

  allHealth(): ReadonlyMap<string, ServingStatus> {
    const names = this.admin ? [...API_SERVICES, ADMIN_SERVICE] : API_SERVICES;
    return new Map(names.map((name) => [name, this.#serving]));
  }

  watchHealth(apiService: string, onChange: (status: ServingStatus | "SERVICE_UNKNOWN") => void): () => void {
    const tell = (): void => onChange(this.allHealth().get(apiService) ?? "SERVICE_UNKNOWN");
    this.#watchers.add(tell);
    tell();
    return () => void this.#watchers.delete(tell);
  }

  announceShutdown(): void {
    this.#serving = "NOT_SERVING";
    for (const tell of this.#watchers) tell();
  }

  async #check(call: CheckCall, callId: string): Promise<readonly ResourceResult[]> {
    const { decider, auxData, limits, onAnswered } = this.#options;
    // PERF: not even a turn of the loop is lost while there is nothing to wait for.
    const backlog = this.#options.untilRecorded?.();
    if (backlog) await backlog;
    const { requestId, principal, resources, annotations } = call;
    let facts: AuxData | undefined;
    let isDecided = false;
    const tell = (outcomes: readonly ResourceOutcome[], failure?: ServiceError): void => {
      if (!onAnswered) return;
      const results = outcomes.map(({ result }) => result);
      const asked = { requestId, principal, resources, annotations, auxData: facts };
      onAnswered({ kind: "check", ...asked, isDecided, results, failure }, callId);
    };
    try {
      facts = call.auxData && (await extract(auxData, call.auxData));
      enforceLimits(resources, limits);
      isDecided = true;
      const outcomes = decide(decider, call, facts);
      this.#tellErrors(outcomes, callId);
      tell(outcomes);
      return outcomes;
    } catch (failure) {
      const reported = this.#reported(failure, callId, ["server/check-failed", "Policy check failed"]);
      tell([], reported);
      throw reported;
    }
  }

  #tellErrors(results: readonly ResourceOutcome[], callId: string): void {
    const errors = new Map<string, EvaluationError>();
    for (const { result } of results) {
      for (const error of result.evaluationErrors ?? []) {
        errors.set(JSON.stringify([error.expression, error.message]), error);
      }
    }
    if (errors.size > 0) this.#options.onEvaluationErrors?.([...errors.values()], callId);
  }

  #reported(
    failure: unknown,
    callId: string,
    [code, message]: readonly [ServiceErrorCode, string],
  ): ServiceError {
    const reported =
      failure instanceof ServiceError ? failure : new ServiceError(code, message, { cause: failure });
    this.#options.onFailure?.(reported, callId);
    return reported;
  }
}

interface ResourceOutcome extends ResourceResult {
  readonly result: DecidedResource;
}

interface CheckCall {
  readonly requestId: string;
  readonly principal: Principal;
  readonly resources: readonly ResourceActions[];
  readonly auxData?: UnverifiedAuxData;
  readonly annotations?: JsonObject;
}

async function extract(extractor: AuxDataExtractor, auxData: UnverifiedAuxData): Promise<AuxData> {
  try {
    return await extractor.extract(auxData);
  } catch (failure) {
    if (failure instanceof ServiceError) throw failure;
    throw new ServiceError("server/invalid-aux-data", "invalid auxData", { cause: failure });
  }
}

function decide(
  decider: Decider,
  { principal, resources }: CheckCall,
  auxData: AuxData | undefined,
): readonly ResourceOutcome[] {
  const results = decider.checkResources(
    auxData ? { principal, resources, auxData } : { principal, resources },
  );
  return resources.map(({ resource }, index) => {
    const result = results[index];
    if (!result) throw new Error(`no decision for resource ${index} of ${resources.length}`);
    return { resource, result };
  });
}
