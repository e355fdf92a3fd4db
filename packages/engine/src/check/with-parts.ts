import type { JsonObject } from "@orthrus/protocol";

const names = ["id", "roles", "kind", "policyVersion", "scope", "attributes"] as const;

type Named = { readonly [name in (typeof names)[number]]?: unknown };
type Changes = { readonly scope: string } | { readonly attributes: JsonObject };

/**
 * A principal or resource with another scope or other attributes.
 *
 * SECURITY: callers pass instances of classes, too, and spread syntax leaves out what those have from their prototypes. A
 * denial about an id that is missing would not apply.
 */
export function withParts<Owner extends Named>(owner: Owner, changes: Changes): Owner {
  const copy: { -readonly [name in keyof Named]: Named[name] } = { ...owner };
  for (const name of names) if (!Object.hasOwn(copy, name) && name in owner) copy[name] = owner[name];
  return { ...(copy as Owner), ...changes };
}
