import type { Position } from "../diagnostic.ts";
import type { ReadProblemCode } from "../parse/read-problem.ts";

/** What is wrong with the files as a set, before anything is compiled. Lists are empty where nothing is. */
export interface LintReport {
  readonly duplicateDefs: readonly DuplicateDefinition[];
  readonly loadFailures: readonly LoadFailure[];
  readonly missingImports: readonly MissingImport[];
  /** Not a problem by itself: listed only beside real ones. */
  readonly disabledDefs: readonly DisabledDefinition[];
  readonly missingScopeDetails: readonly MissingScope[];
  readonly scopePermissionsConflicts: readonly ScopePermissionsConflict[];
}

/** A place for people, where the reference names none or an odd one. */
export interface NearbyPlace {
  readonly position: Position;
  readonly context: string;
}

export interface DuplicateDefinition {
  readonly file: string;
  readonly otherFile: string;
  /** Its key. */
  readonly policy: string;
  readonly position: Position;
  /** The name that two files have. */
  readonly near: NearbyPlace;
  /** The next step, for people. */
  readonly hint: string;
}

export interface LoadFailure {
  /** Ours, as the hint is. */
  readonly code: ReadProblemCode;
  readonly file: string;
  readonly error: string;
  readonly errorDetails: {
    /** 1: cannot be read, 2: breaks a rule; absent for everything else. */
    readonly kind?: 1 | 2;
    readonly position?: Position;
    readonly message: string;
    readonly context?: string;
  };
  /** Where people look for it when it has no position, such as the mapping that lacks a key. */
  readonly near?: NearbyPlace;
  /** The next step, for people. */
  readonly hint?: string;
}

export interface MissingImport {
  readonly importingFile: string;
  readonly desc: string;
  /** Its key. */
  readonly importingPolicy: string;
  readonly importKind: ImportKind;
  readonly importName: string;
  readonly position: Position;
  readonly context: string;
  /** The next step, for people. */
  readonly hint: string;
}

export type ImportKind = "derived roles" | "constants" | "variables";

export interface DisabledDefinition {
  readonly file: string;
  /** Its key. */
  readonly policy: string;
  readonly position: Position;
}

export interface MissingScope {
  /** Key of the ancestor that does not exist. */
  readonly missingPolicy: string;
  /** Keys of the policies that need it, sorted. */
  readonly descendants: readonly string[];
  /** The first policy that needs it, and where it says so. */
  readonly near: NearbyPlace & { readonly file: string };
  /** The next step, for people. */
  readonly hint: string;
}

export interface ScopePermissionsConflict {
  /** `""` is the root. */
  readonly scope: string;
  /** A policy that differs from one before it. */
  readonly near: NearbyPlace & { readonly file: string };
  /** The next step, for people. */
  readonly hint: string;
}
