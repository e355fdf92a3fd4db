import type { KnownDifferenceId } from "../known-differences.ts";
import type { Answer, AnswerOutput } from "./answer.ts";
import { isLeftAlone, isParentOrder } from "./explain-role-policy.ts";
import type { Question } from "./generate-set.ts";
import { canDeny, emitsForInactiveRoles } from "./set-facts.ts";

/** What a comparison of two answers says. */
export type Verdict =
  | { readonly kind: "equal" }
  | { readonly kind: "explained"; readonly by: KnownDifferenceId }
  | { readonly kind: "different"; readonly what: string };

/** Compares the answers of both sides for one action, and explains what known differences explain. */
export function compareAnswers(question: Question, reference: Answer, orthrus: Answer): Verdict {
  if (isLeftAlone(question)) return { kind: "explained", by: "not-covered-by-role-policy" };
  if (isParentOrder(question, reference, orthrus)) return { kind: "explained", by: "parent-role-order" };
  const unequal = (["effect", "matchedPolicy", "matchedScope", "validationErrors"] as const).find(
    (field) => !isSame(reference[field], orthrus[field]),
  );
  if (unequal !== undefined) return { kind: "different", what: unequal };
  // With several actions, 0.51 lists derived roles of scopes that other actions visited.
  const isSingle = question.request.actions.length === 1;
  if (isSingle && !isSame(reference.derivedRoles, orthrus.derivedRoles)) {
    return { kind: "different", what: "effectiveDerivedRoles" };
  }
  return compareOutputs(question, reference, orthrus);
}

function compareOutputs(question: Question, reference: Answer, orthrus: Answer): Verdict {
  if (isSame(sorted(reference.outputs), sorted(orthrus.outputs))) return { kind: "equal" };
  const common = withoutRepeats(question, reference.outputs, orthrus.outputs);
  if (isSame(sorted(common), sorted(orthrus.outputs))) {
    return { kind: "explained", by: "inactive-derived-role-output" };
  }
  const mayHaveStopped = canDeny(question.set) && !(orthrus.effect === "allow" && isOneRole(question));
  if (mayHaveStopped && sourcesAgree(common, orthrus.outputs))
    return { kind: "explained", by: "output-order" };
  return { kind: "different", what: "outputs" };
}

/** Leaves out outputs of the reference that only it emits, from rules with an inactive derived role. */
function withoutRepeats(
  { set }: Question,
  reference: readonly AnswerOutput[],
  orthrus: readonly AnswerOutput[],
): readonly AnswerOutput[] {
  const left = orthrus.map((output) => JSON.stringify(sortKeys(output)));
  return reference.filter((output) => {
    const place = left.indexOf(JSON.stringify(sortKeys(output)));
    if (place >= 0) left.splice(place, 1);
    return place >= 0 || !emitsForInactiveRoles(set).has(output.source);
  });
}

// A rule has one result per request, so what both sides saw of it must be equal.
function sourcesAgree(reference: readonly AnswerOutput[], orthrus: readonly AnswerOutput[]): boolean {
  return orthrus.every((output) => {
    const same = reference.filter(({ source }) => source === output.source);
    return same.every(({ value }) => isSame(value, output.value));
  });
}

function isOneRole({ request }: Question): boolean {
  return request.principal.roles.length === 1;
}

function sorted(outputs: readonly AnswerOutput[]): readonly string[] {
  return outputs.map((output) => JSON.stringify(sortKeys(output))).sort();
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sortKeys(one)) === JSON.stringify(sortKeys(other));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  );
}
