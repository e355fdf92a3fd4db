import type { Json } from "@orthrus/protocol";
import type {
  ConditionOutcome,
  ConditionTrace,
  DerivedRoleTrace,
  Explanation,
  ExpressionPart,
  Need,
  PassTrace,
  Read,
  Reason,
  Remedy,
  RuleTrace,
  ScopeTrace,
} from "./explanation.ts";

export interface RenderOptions {
  /** Colours for terminals. Off unless given. */
  readonly colour?: boolean;
}

/** Writes an explanation for people: the answer and its reason first, then all that was looked at. */
export function renderExplanation(explanation: Explanation, { colour = false }: RenderOptions = {}): string {
  const paint = colour ? coloured : plain;
  const { reason, wouldAllow, isEnough, passes, derivedRoles, validationErrors } = explanation;
  const first = isEnough ? "needs" : "needs at least";
  const lines = [
    headline(explanation, paint),
    ...reasonLines(reason, paint).map(indent),
    ...section(
      "what would allow it",
      wouldAllow.flatMap((remedy, index) => remedyLines(remedy, index === 0 ? first : `or ${first}`, paint)),
      paint,
    ),
    ...section(
      "looked at",
      passes.flatMap((pass) => passLines(pass, paint)),
      paint,
    ),
    ...section(
      "derived roles",
      derivedRoles.map((role) => derivedRoleLine(role, paint)),
      paint,
    ),
    ...section(
      "schema",
      validationErrors.map(({ source, path, message }) => `${source} ${path}: ${message}`),
      paint,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * Writes in one line what would allow an action.
 *
 * Shape: `R.attr.status == "PUBLISHED" (is "DRAFT") and the role admin`.
 */
export function remedyText(remedy: Remedy): string {
  return remedy.map((need) => needText(need, plain)).join(" and ");
}

interface Paint {
  good(text: string): string;
  bad(text: string): string;
  heading(text: string): string;
  muted(text: string): string;
}

const same = (text: string): string => text;
const plain: Paint = { good: same, bad: same, heading: same, muted: same };
const coloured: Paint = {
  good: (text) => `\u001b[32m${text}\u001b[0m`,
  bad: (text) => `\u001b[31m${text}\u001b[0m`,
  heading: (text) => `\u001b[1m${text}\u001b[0m`,
  muted: (text) => `\u001b[90m${text}\u001b[0m`,
};

function headline({ effect, action, principal, resource }: Explanation, paint: Paint): string {
  const answer = effect === "allow" ? paint.good("ALLOW") : paint.bad("DENY");
  const scope = resource.scope === "" ? "" : ` in ${resource.scope}`;
  return `${answer} ${action} on ${resource.kind} ${resource.id}${scope} for ${principal.id} (${principal.roles.join(", ")})`;
}

function reasonLines(reason: Reason, paint: Paint): readonly string[] {
  const { code, message, policy, file, parts, hint, cause } = reason;
  return [
    `${paint.heading(code)}: ${message}`,
    ...reasonParts(parts, paint).map(indent),
    ...(policy !== undefined && file !== undefined ? [paint.muted(`in ${file}`)] : []),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    ...(cause === undefined ? [] : reasonLines(cause, paint).map(indent)),
  ];
}

/** The message names the parts; one alone needs no other heading. */
function reasonParts(parts: readonly ExpressionPart[], paint: Paint): readonly string[] {
  const [only] = parts;
  if (parts.length === 1 && only) return readLines(only, paint);
  return parts.flatMap((part) => partLines(part, paint));
}

function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : ["", paint.heading(title), ...lines.map(indent)];
}

function remedyLines(remedy: Remedy, start: string, paint: Paint): readonly string[] {
  return remedy.map((need, place) => `${place === 0 ? start : "  and"} ${needText(need, paint)}`);
}

/** Shape: `R.attr.status == "PUBLISHED" (is "DRAFT")`. */
function needText({ kind, text, reads }: Need, paint: Paint): string {
  if (kind === "role") return `the role ${text}`;
  const now = isNow(text, reads);
  return now === "" ? text : `${text} ${paint.muted(`(${now})`)}`;
}

function isNow(text: string, reads: readonly Read[]): string {
  const [first, second] = reads;
  if (first === undefined) return "";
  // Beside `x.startsWith("a")` it would read as if the whole were meant.
  const isPart = !first.isMissing && text.includes(`${first.name}.`);
  return second === undefined && !isPart ? readValue(first) : reads.map(readText).join(", ");
}

function passLines({ kind, roles, scopes, answer }: PassTrace, paint: Paint): readonly string[] {
  const who = kind === "principal-policies" ? "the principal's own policies" : `as ${roles.join(", ")}`;
  return [
    `${who}: ${answerText(answer, paint)}`,
    ...scopes.flatMap((scope) => scopeLines(scope, paint)).map(indent),
  ];
}

function scopeLines(
  { scope, policy, needsConsent, rules, answer }: ScopeTrace,
  paint: Paint,
): readonly string[] {
  const place = scope === "" ? "root scope" : `scope ${scope}`;
  const consent = needsConsent ? ", allows need consent of parents" : "";
  const title = `${place}: ${policy ?? "no policy of this kind"}${consent}: ${answerText(answer, paint)}`;
  return [title, ...rules.flatMap((rule) => ruleLines(rule, policy, paint)).map(indent)];
}

function answerText(answer: "allow" | "deny" | undefined, paint: Paint): string {
  if (answer === undefined) return paint.muted("no answer");
  return answer === "allow" ? paint.good("allow") : paint.bad("deny");
}

function ruleLines(rule: RuleTrace, policy: string | undefined, paint: Paint): readonly string[] {
  const { outcome, effect, roles, derivedRole } = rule;
  const name = rule.rule ?? "no rule";
  const from = rule.policy === policy ? "" : ` of ${rule.policy}`;
  const whom = derivedRole ? `derived role ${derivedRole.name}` : roles.join(", ");
  const mark = markOf(rule, paint);
  const text = `${mark} ${effect} ${name}${from} for ${whom}: ${outcomeText(rule)}`;
  if (outcome === "not-reached" || outcome === "role-missing") return [paint.muted(text)];
  const condition = outcome === "derived-role-inactive" ? derivedRole?.condition : rule.condition;
  return [text, ...(condition ? conditionLines(condition, paint).map(indent).map(indent) : [])];
}

function markOf({ outcome, denies, effect }: RuleTrace, paint: Paint): string {
  if (denies) return paint.bad("✗");
  if (outcome !== "applies") return "-";
  return effect === "allow" ? paint.good("✓") : "✓";
}

function outcomeText({ outcome, denies, derivedRole }: RuleTrace): string {
  const denial = denies ? ", denies" : "";
  switch (outcome) {
    case "applies":
      return denies ? "denies" : "applies";
    case "condition-false":
      return `condition does not hold${denial}`;
    case "condition-error":
      return `condition cannot be evaluated${denial}`;
    case "derived-role-inactive":
      return inactiveText(derivedRole);
    case "role-missing":
      return "not a role of the principal";
    case "not-reached":
      return "not reached";
  }
}

function inactiveText(derivedRole: DerivedRoleTrace | undefined): string {
  switch (derivedRole?.why) {
    case "parent-role-missing":
      return `not active, needs the role ${derivedRole.parentRoles.join(" or ")}`;
    case "condition-error":
      return "not active, its condition cannot be evaluated";
    default:
      return "not active, its condition does not hold";
  }
}

function derivedRoleLine(role: DerivedRoleTrace, paint: Paint): string {
  const place = role.scope === "" ? "" : ` in ${role.scope}`;
  const state = role.isActive ? "active" : inactiveText(role);
  return `${role.isActive ? paint.good("✓") : "-"} ${role.name} (${role.policy})${place}: ${state}`;
}

function conditionLines(condition: ConditionTrace, paint: Paint): readonly string[] {
  const mark = conditionMark(condition.outcome, paint);
  if (condition.kind !== "expression") {
    const parts = condition.of.flatMap((part) => conditionLines(part, paint)).map(indent);
    return [`${mark} ${condition.kind} of`, ...parts];
  }
  const { expression, parts, outcome } = condition;
  const line = `${mark} ${expression}`;
  if (outcome === "not-reached") return [paint.muted(line)];
  const [only] = parts;
  // An expression that is its own smallest part is not repeated.
  if (parts.length === 1 && only?.expression === expression)
    return [line, ...readLines(only, paint).map(indent)];
  return [line, ...parts.flatMap((part) => partLines(part, paint)).map(indent)];
}

function conditionMark(outcome: ConditionOutcome, paint: Paint): string {
  switch (outcome) {
    case "holds":
      return paint.good("✓");
    case "fails":
      return paint.bad("✗");
    case "error":
      return paint.bad("!");
    case "not-reached":
      return "·";
  }
}

function partLines(part: ExpressionPart, paint: Paint): readonly string[] {
  const { expression, variable } = part;
  return [
    `${expression}${variable === undefined ? "" : ` (${variable})`}`,
    ...readLines(part, paint).map(indent),
  ];
}

function readLines({ error, reads, value }: ExpressionPart, paint: Paint): readonly string[] {
  const failure = error === undefined ? [] : [`cannot be evaluated: ${error}`];
  const strange =
    value === undefined || typeof value === "boolean" ? [] : [`is ${shorten(value)}, not a boolean`];
  return [...failure, ...strange, ...reads.map(readText)].map(paint.muted);
}

function readText(read: Read): string {
  return `${read.name} ${readValue(read)}`;
}

function readValue({ value, isMissing }: Read): string {
  if (isMissing) return "is missing";
  return value === undefined ? "is not shown" : `is ${shorten(value)}`;
}

const longest = 80;

function shorten(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function indent(line: string): string {
  return line === "" ? line : `  ${line}`;
}
