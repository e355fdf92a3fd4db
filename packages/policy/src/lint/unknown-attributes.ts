import { nearestName } from "../model/nearest-name.ts";
import type { Policy } from "../model/policy.ts";
import { attributeReads } from "./attribute-reads.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";
import { expressionsOf, guardsOf } from "./policy-expressions.ts";
import { schemaAttributes } from "./schema-attributes.ts";

/** Attributes that a resource policy reads, and its schema does not know. */
export function unknownAttributes(policy: Policy, context: LintContext): readonly LintFinding[] {
  if (policy.kind !== "resource") return [];
  const located = [
    ...guardsOf(policy).flatMap(expressionsOf),
    ...policy.variables.local.values(),
    ...policy.topLevelVariables.values(),
  ];
  return (["principal", "resource"] as const).flatMap((side) => {
    const known = schemaAttributes(policy, side, context)?.known;
    if (known === undefined) return [];
    const root = side === "principal" ? "P.attr." : "R.attr.";
    return located.flatMap(({ value, span }) => {
      const { needed, asked } = attributeReads(value);
      return [...new Set([...needed, ...asked])]
        .filter((path) => path.startsWith(root) && !known.has(path.slice(root.length)))
        .map((path) => {
          const guess = nearestName(path.slice(root.length), known);
          const hint =
            guess === undefined
              ? "add it to the schema, or correct the name"
              : `did you mean \`${root}${guess}\`?`;
          const message = `attribute \`${path}\` is not in the schema of the ${side}`;
          return lintFinding("lint/unknown-attribute", message, { ...policy, span }, hint);
        });
    });
  });
}
