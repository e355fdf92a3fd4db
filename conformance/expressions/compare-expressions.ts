import { isDeepStrictEqual } from "node:util";
import { compilePolicies, diagnosticsOf } from "@orthrus/policy";
import type { Json } from "@orthrus/protocol";
import { failedOutput } from "../differential/answer.ts";
import { type OrthrusSide, startOrthrus } from "../differential/orthrus-side.ts";
import {
  type EngineSettings,
  type ReferenceServer,
  startReference,
} from "../differential/reference-server.ts";
import { expressionPolicies, expressionRequest, type NumberedExpression } from "./expression-policies.ts";
import { isKnownVerdict } from "./known-verdicts.ts";
import { referenceVerdicts, type Verdicts, verdictsOf } from "./reference-verdicts.ts";

/** What a comparison of expressions found; each text says what both sides made of an expression. */
export interface ExpressionComparison {
  readonly evaluated: number;
  /** Expressions that one side refuses and the other accepts. */
  readonly verdicts: readonly string[];
  /** Expressions with different values. */
  readonly values: readonly string[];
}

/** Compiles expressions with both sides, and evaluates those that both accept. */
export async function compareExpressions(texts: readonly string[]): Promise<ExpressionComparison> {
  const all = numbered([...new Set(texts)]);
  const policies = expressionPolicies(all);
  const reference = await referenceVerdicts(policies);
  const orthrus = verdictsOf(diagnosticsOf(compilePolicies(policies)).map(({ message }) => message));
  const accepted = all.filter(({ text }) => !reference.has(text) && !orthrus.has(text));
  return {
    evaluated: accepted.length,
    verdicts: all.flatMap(({ text }) => compareVerdicts(text, reference, orthrus)),
    values: await compareValues(numbered(accepted.map(({ text }) => text))),
  };
}

function numbered(texts: readonly string[]): NumberedExpression[] {
  return texts.map((text, index) => ({ name: `e${index}`, text }));
}

function compareVerdicts(text: string, reference: Verdicts, orthrus: Verdicts): string[] {
  const [theirs, ours] = [reference.get(text), orthrus.get(text)];
  if ((theirs === undefined) === (ours === undefined) || isKnownVerdict(text, theirs, ours)) return [];
  return [`${text}\n  reference: ${theirs ?? "accepted"}\n  orthrus:   ${ours ?? "accepted"}`];
}

const settings: EngineSettings = { lenientScopeSearch: false, schemaEnforcement: "none", globals: {} };

async function compareValues(expressions: readonly NumberedExpression[]): Promise<string[]> {
  const policies = expressionPolicies(expressions);
  const orthrus = startOrthrus(policies, settings);
  const reference = await startReference(policies, settings);
  try {
    const found: string[] = [];
    for (const [index, { text }] of expressions.entries()) {
      const theirs = await referenceValue(reference, expressions, index);
      const ours = orthrusValue(orthrus, expressions, index);
      if (theirs === "request failed" || isDeepStrictEqual(theirs, ours)) continue;
      found.push(`${text}\n  reference: ${JSON.stringify(theirs)}\n  orthrus:   ${JSON.stringify(ours)}`);
    }
    return found;
  } finally {
    await reference.close();
  }
}

// A value that JSON cannot hold, such as text that is not UTF-8, fails the whole request of the reference.
async function referenceValue(
  reference: ReferenceServer,
  expressions: readonly NumberedExpression[],
  index: number,
): Promise<Json> {
  const { resource, actions, ...rest } = expressionRequest(expressions, index);
  try {
    const [answers] = await reference.check({ ...rest, resources: [{ resource, actions }] });
    return answers?.[0]?.outputs[0]?.value ?? null;
  } catch {
    return "request failed";
  }
}

function orthrusValue(orthrus: OrthrusSide, expressions: readonly NumberedExpression[], index: number): Json {
  const [answer] = orthrus.check(expressionRequest(expressions, index));
  const value = answer?.outputs[0]?.value;
  return value === undefined ? failedOutput : value;
}
