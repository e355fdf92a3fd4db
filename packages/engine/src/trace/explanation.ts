import type { Effect, Json, ValidationError } from "@orthrus/protocol";

/**
 * Why one action was decided as it was: plain data, the same for the same request and policies. Of all values only those
 * of the request are in it.
 */
export interface Explanation {
  readonly action: string;
  readonly effect: Effect;
  /** Key of the policy that answered, or `NO_MATCH`. */
  readonly matchedPolicy: string;
  readonly matchedScope: string;
  readonly principal: { readonly id: string; readonly roles: readonly string[] };
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    /** As decided with: defaults are applied. */
    readonly version: string;
    readonly scope: string;
  };
  /** What to look at first. */
  readonly reason: Reason;
  /** What would have to be different, the smallest differences first; empty when allowed, or when nothing simple helps. */
  readonly wouldAllow: readonly Remedy[];
  /**
   * Whether each of `wouldAllow` is enough, as long as all else stays as it is. Where the policies cannot be planned, it
   * is what the nearest rule needs at least, and other rules may still deny.
   */
  readonly isEnough: boolean;
  /** What the principal's roles earn, scope by scope, nearest first. */
  readonly derivedRoles: readonly DerivedRoleTrace[];
  /** The ways through the policies, in the order they were gone. */
  readonly passes: readonly PassTrace[];
  readonly validationErrors: readonly ValidationError[];
}

/** Closed and stable: each is explained in docs/guide/explain.md. */
export type ReasonCode =
  | "allowed-by-rule"
  | "allowed-by-principal-policy"
  | "no-policy"
  | "wrong-version"
  | "scope-missing"
  | "action-missing"
  | "role-missing"
  | "derived-role-inactive"
  | "condition-false"
  | "condition-error"
  | "denied-by-rule"
  | "denied-by-principal-policy"
  | "role-policy"
  | "parental-consent"
  | "schema-rejected"
  | "internal-error";

export interface Reason {
  readonly code: ReasonCode;
  /** One sentence without the full stop. */
  readonly message: string;
  /** Key of the policy it is about. */
  readonly policy: string | undefined;
  readonly file: string | undefined;
  readonly rule: string | undefined;
  readonly derivedRole: string | undefined;
  /** The smallest parts of conditions that made it so. */
  readonly parts: readonly ExpressionPart[];
  /** Attributes that conditions asked for and the request does not have. */
  readonly missing: readonly string[];
  /** The next step, when there is a plain one. */
  readonly hint: string | undefined;
  /** Why nobody else allowed it. */
  readonly cause: Reason | undefined;
}

/** What together would allow the action. */
export type Remedy = readonly Need[];

export interface Need {
  /** A fact about the request, or one more role. */
  readonly kind: "condition" | "role";
  /** Shape: `R.attr.status == "PUBLISHED"`, or the name of a role. */
  readonly text: string;
  readonly reads: readonly Read[];
}

/** One way through the scope chain. */
export interface PassTrace {
  readonly kind: "principal-policies" | "resource-policies";
  /** Roles of the principal that go this way; several when all of them meet the same rules. */
  readonly roles: readonly string[];
  readonly scopes: readonly ScopeTrace[];
  readonly answer: Effect | undefined;
}

export interface ScopeTrace {
  readonly scope: string;
  /** Key of the resource or principal policy here; there may be role policies only. */
  readonly policy: string | undefined;
  /** What is allowed here needs a parent scope to allow it too. */
  readonly needsConsent: boolean;
  /** Rules about the action: first those that were looked at, in order. */
  readonly rules: readonly RuleTrace[];
  readonly answer: Effect | undefined;
}

export interface RuleTrace {
  readonly policy: string;
  readonly file: string;
  /** Absent where a role policy has no rule that allows the action. */
  readonly rule: string | undefined;
  /** As its author wrote it; `none` only emits outputs. */
  readonly effect: Effect | "none";
  readonly outcome: RuleOutcome;
  /** It denied the action. */
  readonly denies: boolean;
  /** Of a role policy: what it does not allow is denied, and what it allows is for others to decide. */
  readonly isRestriction: boolean;
  /** Whom it is for. */
  readonly roles: readonly string[];
  /** Of a rule for derived roles, one at a time. */
  readonly derivedRole: DerivedRoleTrace | undefined;
  /** As its author wrote it; absent when there is none or nobody looked. */
  readonly condition: ConditionTrace | undefined;
}

export type RuleOutcome =
  | "applies"
  | "condition-false"
  | "condition-error"
  | "derived-role-inactive"
  | "role-missing"
  | "not-reached";

export interface DerivedRoleTrace {
  readonly name: string;
  /** Key of the policy that defines it. */
  readonly policy: string;
  readonly scope: string;
  readonly isActive: boolean;
  /** Why it is not active. */
  readonly why: "parent-role-missing" | "condition-false" | "condition-error" | undefined;
  readonly parentRoles: readonly string[];
  readonly condition: ConditionTrace | undefined;
}

export type ConditionTrace = ExpressionTrace | GroupTrace;

/** `not-reached`: what came before it had decided. */
export type ConditionOutcome = "holds" | "fails" | "error" | "not-reached";

export interface ExpressionTrace {
  readonly kind: "expression";
  /** As its author wrote it. */
  readonly expression: string;
  readonly outcome: ConditionOutcome;
  readonly error: string | undefined;
  /** The smallest parts that made it hold, or not. */
  readonly parts: readonly ExpressionPart[];
}

export interface GroupTrace {
  readonly kind: "all" | "any" | "none";
  readonly outcome: ConditionOutcome;
  readonly of: readonly ConditionTrace[];
}

export interface ExpressionPart {
  /** As its author wrote it. */
  readonly expression: string;
  /** The variable in whose definition it stands, such as `V.isOwner`. */
  readonly variable: string | undefined;
  /** What it came to; absent when it failed, or is not JSON, or could show more than the request. */
  readonly value: Json | undefined;
  readonly error: string | undefined;
  readonly reads: readonly Read[];
}

/** Something a part of an expression looked at. */
export interface Read {
  /** Shape: `R.attr.owner`, `size(R.attr.tags)`. */
  readonly name: string;
  readonly value: Json | undefined;
  readonly isMissing: boolean;
}
