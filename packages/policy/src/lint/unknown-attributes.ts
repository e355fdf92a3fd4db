import { guardsOf } from "../compile/guards-of.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { Policy } from "../model/policy.ts";
import type { Located } from "../model/span.ts";
import { type AttributePath, pathText } from "./attribute-path.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";
import { pathsNamed } from "./named-paths.ts";
import { expressionsOf } from "./policy-expressions.ts";
import { attributeSchemas } from "./schema-attributes.ts";

/** Attributes that a resource policy reads, and its schema does not know. */
export function unknownAttributes(policy: Policy, context: LintContext): readonly LintFinding[] {
  if (policy.kind !== "resource") return [];
  const { namesInsteadOf } = attributeSchemas(policy, context);
  const located: readonly Located<string>[] = [
    ...guardsOf(policy).flatMap(expressionsOf),
    ...policy.variables.local.values(),
    ...policy.topLevelVariables.values(),
  ];
  return located.flatMap(({ value, span }) =>
    pathsNamed(context.parse(value)).flatMap((path) => {
      const known = namesInsteadOf(path);
      if (known === undefined) return [];
      const side = path.root === "P.attr" ? "principal" : "resource";
      const message = `attribute \`${pathText(path)}\` is not in the schema of the ${side}`;
      return [lintFinding("lint/unknown-attribute", message, { ...policy, span }, hintFor(path, known))];
    }),
  );
}

function hintFor({ root, names }: AttributePath, known: ReadonlySet<string>): string {
  const guess = nearestName(names.at(-1) ?? "", known);
  if (guess === undefined) return "add it to the schema, or correct the name";
  return `did you mean \`${pathText({ root, names: [...names.slice(0, -1), guess] })}\`?`;
}
