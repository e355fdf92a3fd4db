/** The answer to one AuthZEN question. */
export interface AccessDecision {
  readonly isPermitted: boolean;
  /** Shown to the caller beside the decision; JSON. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Writes the JSON of an AuthZEN evaluation response; the decision is always there. */
export function encodeAccessDecision({ isPermitted, context }: AccessDecision): string {
  return JSON.stringify({ decision: isPermitted, context });
}

/** Writes the JSON of an AuthZEN evaluations response. */
export function encodeAccessDecisions(decisions: readonly AccessDecision[]): string {
  return `{"evaluations":[${decisions.map(encodeAccessDecision).join(",")}]}`;
}

/**
 * Writes the AuthZEN metadata of a decision point.
 *
 * Shape: `"https://pdp.example.com"`, without a slash at the end.
 */
export function encodeAuthzenMetadata(baseUrl: string): string {
  return JSON.stringify(authzenMetadata(baseUrl));
}

interface AuthzenMetadata {
  readonly policy_decision_point: string;
  readonly access_evaluation_endpoint: string;
  readonly access_evaluations_endpoint: string;
}

export function authzenMetadata(baseUrl: string): AuthzenMetadata {
  return {
    policy_decision_point: baseUrl,
    access_evaluation_endpoint: `${baseUrl}/access/v1/evaluation`,
    access_evaluations_endpoint: `${baseUrl}/access/v1/evaluations`,
  };
}
