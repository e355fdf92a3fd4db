import { compilePolicies, diagnosticsOf } from "@orthrus/policy";
import { expressionPolicies } from "./expression-policies.ts";
import { isKnownVerdict } from "./known-verdicts.ts";
import { referenceVerdicts, verdictsOf } from "./reference-verdicts.ts";

/** What both sides say about expressions of which most are wrong. */
export interface MessageComparison {
  /** How many expressions both sides refuse. */
  readonly refused: number;
  /** How many of them with the same words. */
  readonly sameWords: number;
  /** Expressions that only one side refuses, and that no known difference explains. */
  readonly verdicts: readonly string[];
  /** Expressions that both refuse with other words. */
  readonly words: readonly string[];
}

/** Compiles expressions with both sides and compares what they say. */
export async function compareMessages(texts: readonly string[]): Promise<MessageComparison> {
  const all = [...new Set(texts)].filter((text) => text.trim() !== "");
  const policies = expressionPolicies(all.map((text, index) => ({ name: `e${index}`, text })));
  const reference = await referenceVerdicts(policies);
  const orthrus = verdictsOf(diagnosticsOf(compilePolicies(policies)).map(({ message }) => message));
  const verdicts: string[] = [];
  const words: string[] = [];
  let refused = 0;
  for (const text of all) {
    const [theirs, ours] = [reference.get(text), orthrus.get(text)];
    if (theirs === ours) refused += theirs === undefined ? 0 : 1;
    else if (theirs !== undefined && ours !== undefined) {
      refused++;
      words.push(describe(text, theirs, ours));
    } else if (!isKnownVerdict(text, theirs, ours)) verdicts.push(describe(text, theirs, ours));
  }
  return { refused, sameWords: refused - words.length, verdicts, words };
}

function describe(text: string, theirs: string | undefined, ours: string | undefined): string {
  return `${JSON.stringify(text)}\n  reference: ${theirs ?? "accepted"}\n  orthrus:   ${ours ?? "accepted"}`;
}
