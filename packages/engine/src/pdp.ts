import type { PolicySource, PolicyStore, SourceFile } from "@orthrus/policy";
import type { CheckRequest, CheckResourcesRequest, Plan, PlanRequest } from "@orthrus/protocol";
import type { SchemaEnforcement } from "./check/check-resource.ts";
import { type Checker, createChecker } from "./check/checker.ts";
import type { Decision } from "./check/decision.ts";
import { compileSource } from "./compile-source.ts";
import { type Global, readGlobals } from "./globals.ts";
import { createPlanner, type Planner, type PlannerOptions } from "./plan/planner.ts";
import type { PlanPresence } from "./plan/render-operation.ts";
import { followStore, type StoreFollower } from "./reload/follow-store.ts";
import { requireCreateOptions, requireOpenOptions } from "./require-options.ts";
import { buildRuleTable } from "./rule-table/build-rule-table.ts";
import { createPoliciesBehind, type PoliciesBehind } from "./trace/policies-behind.ts";

/** A policy decision point in this process: policies in, decisions out. */
export interface Pdp {
  /** What decisions are made from. */
  readonly status: PdpStatus;
  /**
   * Decides what a principal may do on one resource. What cannot be decided is denied.
   *
   * Throws: `TypeError` for a request that is not what its type says.
   */
  check(request: CheckRequest): Decision;
  /** Decides several resources at the same instant, in request order. Throws: as `check`. */
  checkResources(request: CheckResourcesRequest): readonly Decision[];
  /**
   * Says on which resources of a kind a principal may do all of the actions, as a filter.
   *
   * Throws: `TypeError` for a request that is not what its type says, `PlanError` for a condition that no filter can say.
   */
  plan(request: PlanRequest): Plan;
  /** Tells which policies took part in answers, for logs; to be asked right after the answer, before policies change. */
  readonly policiesBehind: PoliciesBehind;
  /**
   * Reads the store again now, whether or not it said that it changed. Policies at hand stay as they are.
   *
   * Throws: `PolicyError`, or what the store fails with; the last good policies stay then.
   */
  reload(): Promise<void>;
  /** Calls back after other policies have taken over. Returns how to stop. */
  onChange(listener: (status: PdpStatus) => void): () => void;
  /** Stops following the store and closes it. Checks still answer, from the policies that were there last. */
  close(): Promise<void>;
}

export interface PdpStatus {
  /** Revision of the store that decisions are made from. */
  readonly revision: string;
  readonly policyCount: number;
  /** Why a newer state of the store did not take over; absent while decisions are up to date. */
  readonly reloadFailure: ReloadFailure | undefined;
}

export interface ReloadFailure {
  /** A `PolicyError` when policies did not compile, otherwise what the store failed with. */
  readonly failure: unknown;
  /** Revision that was refused, when it could be read at all. */
  readonly revision: string | undefined;
  readonly at: Date;
}

export interface PdpOptions {
  /** Version of requests that name none. `default` unless given. */
  readonly defaultPolicyVersion?: string;
  /** Scope of requests that name none. The root unless given. */
  readonly defaultScope?: string;
  /** `G.name` in conditions. Whole numbers are ints. */
  readonly globals?: Readonly<Record<string, Global>>;
  /** A scope without policies is decided by its nearest parent that has some, instead of being denied. */
  readonly lenientScopeSearch?: boolean;
  /** A condition that cannot be evaluated denies the action, instead of counting as false. */
  readonly strictEvaluation?: boolean;
  /** What attributes that break their schema lead to. `none` unless given. */
  readonly schemaEnforcement?: SchemaEnforcement;
  /**
   * Refuse policies whose schemas are missing or broken. Otherwise, as in the reference, each request that needs one
   * says so in its `validationErrors`.
   */
  readonly checkSchemas?: boolean;
  /**
   * What plans make of `has()` on an attribute they do not know. `narrow` unless given; with it and with `operator`,
   * filters let through nothing that a check denies. With `null` that needs a store in which null stands for what is not
   * there; with `compatible`, as in the reference, they do let through more.
   */
  readonly planPresence?: PlanPresence;
  /** Fill `evaluationErrors` of decisions. */
  readonly collectEvaluationErrors?: boolean;
  /** The clock behind `now()`. */
  readonly now?: () => Date;
  /** Called after other policies have taken over. */
  readonly onReload?: (status: PdpStatus) => void;
  /** Called when a change of the store could not take over; the last good policies stay. */
  readonly onReloadFailure?: (failure: ReloadFailure) => void;
  /**
   * Called when a mistake of ours, or a throwing listener, was survived. A decision that met one denies. Logged to
   * the console unless given.
   */
  readonly onInternalError?: (error: unknown) => void;
}

export interface OpenPdpOptions extends PdpOptions {
  readonly store: PolicyStore;
}

export interface CreatePdpOptions extends PdpOptions {
  /** Text by path, such as `{ "album.yaml": "apiVersion: …" }`, or files. */
  readonly policies: Readonly<Record<string, string>> | readonly SourceFile[];
}

/**
 * Opens a decision point over a store and keeps up with its changes. Each change builds new tables beside the old
 * ones and swaps them at once; if that fails, the last good ones stay and `status` says so.
 *
 * Throws: `PolicyError` when policies do not compile, or what the store fails with; `TypeError` for options that are
 * not what their type says.
 */
export async function openPdp(options: OpenPdpOptions): Promise<Pdp> {
  requireOpenOptions(options);
  const point = startPoint(options);
  const follower = await followStore(options.store, { load: point.load, onFailure: point.fail });
  return point.open(follower, options.store);
}

/**
 * Makes a decision point from policies at hand.
 *
 * Throws: `PolicyError` when they do not compile; `TypeError` as `openPdp`.
 */
export function createPdp(options: CreatePdpOptions): Pdp {
  requireCreateOptions(options);
  const point = startPoint(options);
  point.load({ revision: "fixed", files: filesOf(options.policies) });
  return point.open(undefined, undefined);
}

function filesOf(policies: CreatePdpOptions["policies"]): readonly SourceFile[] {
  if (isFileList(policies)) return policies;
  return Object.entries(policies).map(([path, text]) => ({ path, text }));
}

function isFileList(policies: CreatePdpOptions["policies"]): policies is readonly SourceFile[] {
  return Array.isArray(policies);
}

interface Loaded {
  readonly checker: Checker;
  readonly planner: Planner;
  readonly policiesBehind: () => PoliciesBehind;
  readonly revision: string;
  readonly policyCount: number;
}

/** A decision point before its first policies. */
interface Point {
  readonly load: (source: PolicySource) => void;
  readonly fail: (failure: unknown, revision: string | undefined) => void;
  readonly open: (follower: StoreFollower | undefined, store: PolicyStore | undefined) => Pdp;
}

function startPoint(options: PdpOptions): Point {
  const checkerOptions = withDefaults(options);
  const { onInternalError } = checkerOptions;
  const listeners = new Set<(status: PdpStatus) => void>();
  let current: Loaded | undefined;
  let reloadFailure: ReloadFailure | undefined;

  function loaded(): Loaded {
    if (!current) throw new Error("the decision point was used before its policies were loaded");
    return current;
  }

  function status(): PdpStatus {
    const { revision, policyCount } = loaded();
    return { revision, policyCount, reloadFailure };
  }

  function notify<Argument>(listener: ((argument: Argument) => void) | undefined, argument: Argument): void {
    try {
      listener?.(argument);
    } catch (error) {
      onInternalError(error);
    }
  }

  return {
    load(source) {
      const isReload = current !== undefined;
      // A store that went back to the state we have only clears the failure.
      if (source.revision !== current?.revision) current = takeOver(source, options, checkerOptions);
      else if (!reloadFailure) return;
      reloadFailure = undefined;
      if (!isReload) return;
      for (const listener of [options.onReload, ...listeners]) notify(listener, status());
    },

    fail(failure, revision) {
      reloadFailure = { failure, revision, at: new Date() };
      notify(options.onReloadFailure, reloadFailure);
    },

    open(follower, store) {
      return {
        get status(): PdpStatus {
          return status();
        },
        check: (request) => loaded().checker.check(request),
        checkResources: (request) => loaded().checker.checkResources(request),
        plan: (request) => loaded().planner.plan(request),
        policiesBehind: {
          check: (request, results) => loaded().policiesBehind().check(request, results),
          plan: (request, plan) => loaded().policiesBehind().plan(request, plan),
        },
        reload: async () => follower?.reload(),
        onChange(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        async close() {
          await follower?.stop();
          await store?.close?.();
        },
      };
    },
  };
}

function takeOver(source: PolicySource, options: PdpOptions, checkerOptions: PlannerOptions): Loaded {
  const policies = compileSource(source.files, options);
  const table = buildRuleTable(policies);
  const checker = createChecker(policies, checkerOptions, table);
  const planner = createPlanner(policies, table, checkerOptions);
  // Most decision points are never asked.
  let behind: PoliciesBehind | undefined;
  const policiesBehind = (): PoliciesBehind => {
    behind ??= createPoliciesBehind(policies, table, checkerOptions);
    return behind;
  };
  const policyCount = policies.policies.length;
  return { checker, planner, policiesBehind, revision: source.revision, policyCount };
}

function withDefaults(options: PdpOptions): PlannerOptions {
  return {
    defaultPolicyVersion: options.defaultPolicyVersion ?? "default",
    defaultScope: options.defaultScope ?? "",
    globals: readGlobals(options.globals ?? {}),
    lenientScopeSearch: options.lenientScopeSearch ?? false,
    strictEvaluation: options.strictEvaluation ?? false,
    schemaEnforcement: options.schemaEnforcement ?? "none",
    planPresence: options.planPresence ?? "narrow",
    collectEvaluationErrors: options.collectEvaluationErrors ?? false,
    now: options.now ?? (() => new Date()),
    onInternalError: options.onInternalError ?? logInternalError,
  };
}

/** Nobody should have to ask for news of a bug. */
function logInternalError(error: unknown): void {
  const { console } = globalThis as { readonly console?: { error(...parts: unknown[]): void } };
  console?.error("orthrus: internal error, survived by denying", error);
}
