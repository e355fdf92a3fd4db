import type { Activation, CelError, Timestamp } from "@orthrus/cel";
import type { Output, Principal, Resource } from "@orthrus/protocol";
import type { Call, GlobalValues, VisibleAuxData } from "./call.ts";
import type { ScopeDerivedRoles } from "./decision-program.ts";
import type { EvaluationErrors } from "./evaluation-errors.ts";
import type { VariableValues } from "./use-variables.ts";
import { withParts } from "./with-parts.ts";

// PERF: one object of one shape for the state of a decision and for what its conditions see. Its fields are declared
// and then assigned, because fields of a class are set up by one more call, see benchmarks/check-in-process.ts.
/** One resource being decided. */
export class Run implements Activation {
  readonly [name: string]: unknown;
  /** Unique in the life of a program, see decision-program.ts. */
  declare readonly id: number;
  /** An error in a condition denies the action instead of counting as false. */
  declare readonly isStrict: boolean;
  /** Where errors are collected, if somebody wants to know. */
  declare readonly errors: EvaluationErrors | undefined;

  declare readonly principal: Principal;
  declare readonly resource: Resource;
  declare readonly auxData: VisibleAuxData | undefined;
  declare readonly globals: GlobalValues;
  declare readonly call: Call;
  declare runtime: Runtime;
  declare computed: VariableValues;
  declare undefinedComputedIsNull: boolean;

  /** The scope farthest from the requested one that was visited. */
  declare farthest: ScopeDerivedRoles | undefined;
  declare outputs: Output[] | undefined;
  /** Derived roles that were active in a visited scope, once all is decided; `undefined` when none was visited. */
  declare earned: readonly string[] | undefined;
  /** The action that is being decided, for outputs. */
  declare action: string;
  /** A condition could not be evaluated where that counts; nothing else can decide the action any more. */
  declare hasFailed: boolean;

  constructor(id: number, call: Call, resource: Resource, { isStrict, errors }: RunMode) {
    this.id = id;
    this.isStrict = isStrict;
    this.errors = errors;
    this.principal = visible(call.principal);
    this.resource = visible(resource);
    this.auxData = call.auxData;
    this.globals = call.globals;
    this.call = call;
    this.runtime = noRuntime;
    this.computed = noValues;
    this.undefinedComputedIsNull = false;
    this.farthest = undefined;
    this.outputs = undefined;
    this.earned = undefined;
    this.action = "";
    this.hasFailed = false;
  }

  get now(): Timestamp {
    return this.call.instant;
  }
}

export interface RunMode {
  readonly isStrict: boolean;
  readonly errors: EvaluationErrors | undefined;
}

/** The `runtime` of conditions in one scope. */
export interface Runtime {
  /** Sorted; an error where some could not be evaluated and that counts. */
  readonly effectiveDerivedRoles: readonly string[] | CelError;
  /** Those that are known to be active; sorted. */
  readonly active: readonly string[];
}

const none: readonly string[] = Object.freeze([]);

/** Before any scope is visited, and for the principal's own policies. */
export const noRuntime: Runtime = Object.freeze({ effectiveDerivedRoles: none, active: none });

/** For policies without variables. */
const noValues: VariableValues = [];
Object.freeze(noValues);

/** Conditions see scopes without the leading dot, defaults not applied. */
export function visible<Named extends { readonly scope?: string }>(named: Named): Named {
  return named.scope?.startsWith(".") ? withParts(named, { scope: named.scope.slice(1) }) : named;
}
