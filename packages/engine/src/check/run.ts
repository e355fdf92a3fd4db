import type { CelError } from "@orthrus/cel";
import type { Output } from "@orthrus/protocol";
import type { RequestActivation } from "./activation.ts";
import type { EvaluationErrors } from "./evaluation-errors.ts";

/** One resource being decided. */
export interface Run {
  /** Unique in the life of a program, see decision-program.ts. */
  readonly id: number;
  readonly activation: RequestActivation;
  /** An error in a condition denies the action instead of counting as false. */
  readonly isStrict: boolean;
  /** Where errors are collected, if somebody wants to know. */
  readonly errors: EvaluationErrors | undefined;
  /** What `runtime` holds in each scope of the chain that was visited; scopes are always visited in order. */
  readonly visited: Runtime[];
  readonly outputs: Output[];
  /** The action that is being decided, for outputs. */
  action: string;
  /** A condition could not be evaluated where that counts; nothing else can decide the action any more. */
  hasFailed: boolean;
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
