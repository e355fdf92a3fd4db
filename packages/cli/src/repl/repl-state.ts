import { nullType, type Type, type Value } from "@orthrus/cel";
import type { Policy, SourceMatch } from "@orthrus/policy";
import type { Json, JsonObject } from "@orthrus/protocol";

/** All that a session knows between two lines. */
export interface ReplState {
  /** What was typed of an input that goes on. */
  readonly pending: string;
  /** Names of the author's own, and `_`. */
  readonly variables: ReadonlyMap<string, Typed>;
  readonly request: ReplRequest;
  /** `G`. */
  readonly globals: JsonObject;
  /** `V` as given by `:let`. */
  readonly given: JsonObject;
  /** Expressions behind `V` by name, of every policy loaded so far. */
  readonly definitions: ReadonlyMap<string, string>;
  /** `C`. */
  readonly constants: JsonObject;
  /** What policies can import. */
  readonly exports: readonly Policy[];
  /** Of the policy loaded last. */
  readonly rules: LoadedRules | undefined;
}

/** A value, and its type for printing it. */
export interface Typed {
  readonly type: Type;
  readonly value: Value;
}

/** Under the properties that conditions are evaluated with. */
export interface ReplRequest {
  readonly principal?: JsonObject;
  readonly resource?: JsonObject;
  readonly auxData?: JsonObject;
}

export interface LoadedRules {
  /** Such as `resource.album.vdefault`. */
  readonly policy: string;
  readonly rules: readonly LoadedRule[];
}

/** A rule with a condition. */
export interface LoadedRule {
  readonly json: Json;
  readonly match: SourceMatch;
}

/** A session that has seen nothing. */
export const emptyState: ReplState = {
  pending: "",
  variables: new Map([["_", { type: nullType, value: null }]]),
  request: {},
  globals: {},
  given: {},
  definitions: new Map(),
  constants: {},
  exports: [],
  rules: undefined,
};
