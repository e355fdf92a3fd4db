import type { SourceMatch } from "@orthrus/policy";
import type { OutlineNode } from "../test-output/outline.ts";
import { type Evaluated, evaluateText, type Setting } from "./evaluate-text.ts";
import type { ReplState, Typed } from "./repl-state.ts";

/** What a condition says, expression by expression. */
export type RuleRun =
  | {
      readonly kind: "evaluated";
      /** Shape: `all [false]` above `R.attr.public == true [false]`. */
      readonly outline: OutlineNode;
      /** Of the expression evaluated last. */
      readonly last: Typed | undefined;
    }
  /** In the words of a compilation. */
  | { readonly kind: "invalid"; readonly problem: string };

/** Evaluates every expression of a condition, also those whose result changes nothing. */
export function runRule(match: SourceMatch, state: ReplState, setting: Setting): RuleRun {
  const results = new Map<SourceMatch, Evaluated>();
  for (const expression of expressionsOf(match))
    results.set(expression, evaluateText(expression.text, state, setting));
  const problems = [...results].flatMap(([expression, result]) =>
    expression.kind === "expression" && result.kind === "invalid"
      ? [
          `UNKNOWN: Invalid expression \`${expression.text}\`: [${result.messages.join(", ")}] (invalid expression)`,
        ]
      : [],
  );
  if (problems.length > 0) {
    const heading = `failed to compile condition: ${problems.length} compilation errors:`;
    return { kind: "invalid", problem: [heading, ...problems].join("\n") };
  }
  const values = [...results.values()].flatMap((result) => (result.kind === "value" ? [result] : []));
  return { kind: "evaluated", outline: judge(match, results).outline, last: values.at(-1) };
}

function expressionsOf(match: SourceMatch): readonly (SourceMatch & { readonly kind: "expression" })[] {
  return match.kind === "expression" ? [match] : match.of.flatMap(expressionsOf);
}

interface Judged {
  readonly holds: boolean;
  readonly outline: OutlineNode;
}

/** As decisions do it: an expression that fails does not hold, and that is all it means. */
function judge(match: SourceMatch, results: ReadonlyMap<SourceMatch, Evaluated>): Judged {
  if (match.kind === "expression") {
    const result = results.get(match);
    return judged(match.text, result?.kind === "value" && result.value === true, []);
  }
  const children = match.of.map((child) => judge(child, results));
  const holds = {
    all: () => children.every((child) => child.holds),
    any: () => children.some((child) => child.holds),
    none: () => !children.some((child) => child.holds),
  }[match.kind]();
  return judged(match.kind, holds, children);
}

function judged(text: string, holds: boolean, children: readonly Judged[]): Judged {
  return { holds, outline: { text: `${text} [${holds}]`, children: children.map(({ outline }) => outline) } };
}
