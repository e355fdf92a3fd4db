/** Names of a compact claim (`fea`, `pla`), by what they belong to. */
export interface ScopedNames {
  readonly organization: readonly string[];
  readonly user: readonly string[];
}

// biome-ignore format: one row per scope
const scopes: ReadonlyMap<string, { readonly organization: boolean; readonly user: boolean }> = new Map([
  ["o",  { organization: true,  user: false }],
  ["u",  { organization: false, user: true }],
  ["ou", { organization: true,  user: true }],
  ["uo", { organization: true,  user: true }],
]);

/**
 * Splits the compact list that Clerk writes for features and plans; `undefined` when an entry has no scope, which no
 * token of Clerk has.
 *
 * Shape: `"o:docs,u:beta,ou:search"` → `{ organization: ["docs", "search"], user: ["beta", "search"] }`
 * Source: `@clerk/shared` 4.36, `splitByScope`, which throws where this answers `undefined`.
 */
export function scopedNames(claim: string): ScopedNames | undefined {
  const organization: string[] = [];
  const user: string[] = [];
  if (claim === "") return { organization, user };
  for (const entry of claim.split(",")) {
    const text = entry.trim();
    const colon = text.indexOf(":");
    if (colon === -1) return undefined;
    const scope = scopes.get(text.slice(0, colon));
    const name = text.slice(colon + 1);
    if (scope?.organization) organization.push(name);
    if (scope?.user) user.push(name);
  }
  return { organization, user };
}
