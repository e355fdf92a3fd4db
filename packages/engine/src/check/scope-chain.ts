import { parentScopes } from "@orthrus/policy";

/**
 * Lists the scopes whose policies can decide a request, most specific first, ending at the root.
 *
 * Shape: `"acme.hr.uk"` → `["acme.hr.uk", "acme.hr", "acme", ""]`; the root `""` → `[""]`.
 */
export function scopeChain(scope: string): readonly string[] {
  return [scope, ...parentScopes(scope)];
}

/**
 * Keeps the scopes of the chain that exist. Without lenient search a requested scope that does not exist has no chain;
 * missing scopes in between are always skipped.
 *
 * Shape: `"acme.hr"` where only `acme` and the root exist → `[]`, leniently `["acme", ""]`.
 */
export function existingScopes(
  existing: ReadonlySet<string>,
  scope: string,
  isLenient: boolean,
): readonly string[] {
  if (!isLenient && !existing.has(scope)) return [];
  return scopeChain(scope).filter((candidate) => existing.has(candidate));
}
