import type { SchemaReference } from "@orthrus/policy";
import type { ValidationError } from "@orthrus/protocol";
import { compileGlob } from "../rule-table/glob.ts";
import { matchesAny, type Pattern } from "../rule-table/pattern.ts";
import type { SchemaValidator, ValidationOptions } from "../schema/schema-validator.ts";
import type { AttributeValidator } from "./check-resource.ts";

/**
 * Validates principal and resource attributes, principal first; a side whose schema ignores every requested action is
 * left out.
 */
export function createAttributeValidator(
  schemas: SchemaValidator,
  resourceOptions: ValidationOptions = {},
): AttributeValidator {
  const ignores = new WeakMap<SchemaReference, readonly Pattern[]>();

  function isIgnored(reference: SchemaReference, actions: readonly string[]): boolean {
    if (reference.ignoreWhenActions.length === 0) return false;
    const patterns = ignores.get(reference) ?? reference.ignoreWhenActions.map(globOf);
    ignores.set(reference, patterns);
    return actions.every((action) => matchesAny(patterns, action));
  }

  return ({ principal, resource }, call, { attributes }, actions) => {
    const errors: ValidationError[] = [];
    if (principal && !isIgnored(principal, actions)) {
      errors.push(...schemas.validate(principal.ref, call.principal.attributes, "principal"));
    }
    if (resource && !isIgnored(resource, actions)) {
      errors.push(...schemas.validate(resource.ref, attributes, "resource", resourceOptions));
    }
    return errors;
  };
}

/** COMPAT(cerbos): unlike in rules, every text is a glob, also without a `*`. */
function globOf(text: string): Pattern {
  return { text, matches: compileGlob(text) };
}
