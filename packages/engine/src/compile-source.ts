import { compilePolicies, diagnosticsOf, type PolicySet, type SourceFile } from "@orthrus/policy";
import { PolicyError } from "./errors.ts";
import { checkSchema } from "./schema/schema-validator.ts";

/** Compiles one state of a store. Throws: `PolicyError` with everything that is wrong with it. */
export function compileSource(
  files: readonly SourceFile[],
  { checkSchemas = false }: { readonly checkSchemas?: boolean },
): PolicySet {
  const compilation = compilePolicies(files, checkSchemas ? { checkSchema } : {});
  if (compilation.policySet) return compilation.policySet;
  throw new PolicyError(diagnosticsOf(compilation));
}
