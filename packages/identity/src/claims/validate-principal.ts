import type { Principal } from "@orthrus/protocol";

const SCOPE = /^(?:\.|[0-9A-Za-z][\w-]*(?:\.[0-9A-Za-z][\w-]*)*)?$/;
const POLICY_VERSION = /^\w*$/;
// Role policies cannot name such roles, and engines read `*` as a pattern.
const PATTERN_CHARACTERS = /[!*?[\]{}]/;

/**
 * What is wrong with a principal by the rules of the decision API; `undefined` when nothing is.
 *
 * Texts name fields, never values.
 */
export function principalProblem({
  id,
  roles,
  attributes,
  scope,
  policyVersion,
}: Principal): string | undefined {
  if (typeof id !== "string" || id === "") return "the principal has no id";
  if (roles.length === 0) return "the principal has no role";
  for (const role of roles) {
    if (typeof role !== "string" || role === "") return "a role is not a name";
    if (PATTERN_CHARACTERS.test(role)) return "a role has a character that policies read as a pattern";
  }
  if (new Set(roles).size !== roles.length) return "a role is there twice";
  if (attributes && Object.hasOwn(attributes, "")) return "an attribute has no name";
  if (scope !== undefined && !isScope(scope)) return "the scope is not a dotted name";
  if (policyVersion !== undefined && !POLICY_VERSION.test(policyVersion))
    return "the policy version is not a name";
  return undefined;
}

/** Empty, `.`, or dotted names that begin with a letter or digit. */
export function isScope(text: string): boolean {
  return SCOPE.test(text);
}

/** What in attributes that the application made is not JSON. */
export function jsonProblem(value: unknown): string | undefined {
  const isPlain = value === null || value === undefined || ["string", "boolean"].includes(typeof value);
  if (isPlain || (typeof value === "number" && Number.isFinite(value))) return undefined;
  const isContainer = typeof value === "object" && value !== null;
  const prototype: unknown = isContainer ? Object.getPrototypeOf(value) : undefined;
  if (!isContainer || !(Array.isArray(value) || prototype === Object.prototype || prototype === null)) {
    return "an attribute is not JSON";
  }
  for (const member of Object.values(value)) {
    const problem = member === undefined ? "an attribute is undefined" : jsonProblem(member);
    if (problem) return problem;
  }
  return undefined;
}
