import type { KeywordCompiler } from "../keyword.ts";
import { compileConst, compileEnum } from "./any-value.ts";
import { compileContent } from "./content.ts";
import { compileContains, compileItemCounts, compileItems } from "./items.ts";
import { compileAlternatives, compileConditional, compileNot } from "./logic.ts";
import { compileNumbers } from "./numbers.ts";
import { compileDependencies, compileProperties, compilePropertyCounts } from "./properties.ts";
import { compileReferences } from "./references.ts";
import { compileFormat, compileStrings } from "./strings.ts";
import { compileUnevaluated } from "./unevaluated.ts";

/**
 * What each schema is compiled with.
 *
 * COMPAT(cerbos): errors of one value are reported in this order, whatever the order in the schema.
 */
export const keywordCompilers: readonly KeywordCompiler[] = [
  compileConst,
  compileEnum,
  compileFormat,
  compilePropertyCounts,
  compileProperties,
  compileDependencies,
  compileItemCounts,
  compileItems,
  compileContains,
  compileStrings,
  compileContent,
  compileNumbers,
  compileReferences,
  compileNot,
  compileAlternatives,
  compileConditional,
  // INVARIANT: last, these ask what all others have looked at.
  compileUnevaluated,
];
