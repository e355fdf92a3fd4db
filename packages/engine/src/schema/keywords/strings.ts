import { formats } from "../formats.ts";
import { type KeywordContext, textAt } from "../keyword.ts";
import { patternCost, requirePattern } from "../pattern.ts";
import { singleQuoted } from "../quote.ts";
import { spend, violate } from "../run-schema.ts";
import type { Assertion } from "../schema-node.ts";
import { compileCounts } from "./counts.ts";

/** `format`; formats nobody knows allow everything. */
export function compileFormat({ schema }: KeywordContext): readonly Assertion[] {
  const name = textAt(schema, "format");
  const isValid = name === undefined ? undefined : formats.get(name);
  if (name === undefined || isValid === undefined) return [];
  return [
    (value, run) => {
      if (typeof value !== "string") return true;
      // SECURITY: a short pattern can be much work to compile, and the text may come from a caller.
      if (name === "regex") spend(run, patternCost(value));
      return (
        isValid(value) || violate(run, "format", `${singleQuoted(value)} is not valid ${singleQuoted(name)}`)
      );
    },
  ];
}

/** `minLength`, `maxLength`, `pattern` */
export function compileStrings(context: KeywordContext): readonly Assertion[] {
  const lengths = compileCounts(context, {
    minimum: "minLength",
    maximum: "maxLength",
    count: (value) => (typeof value === "string" ? codePointCount(value) : undefined),
    message: (bound, limit, found) =>
      `length must be ${bound === "minimum" ? ">=" : "<="} ${limit}, but got ${found}`,
  });
  const source = textAt(context.schema, "pattern");
  if (source === undefined) return lengths;
  const pattern = requirePattern(source);
  const message = `does not match pattern ${singleQuoted(source)}`;
  return [
    ...lengths,
    (value, run) => typeof value !== "string" || pattern(value) || violate(run, "pattern", message),
  ];
}

function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
