import { IdentityError } from "./errors.ts";
import type { IdentityProvider } from "./provider.ts";
import type { VerifiedIdentity } from "./verified-identity.ts";

/**
 * What is put before the ids of each issuer. With one issuer nothing; with several, subjects could clash, so every
 * issuer has a prefix that the configuration states.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function idPrefixes(
  providers: readonly IdentityProvider[],
  prefixes: { readonly [providerOrIssuer: string]: string },
): (identity: VerifiedIdentity) => string {
  const byKey = new Map(Object.entries(prefixes));
  const find = (name: string, issuer: string) => byKey.get(issuer) ?? byKey.get(name);
  refuseRepeatedNames(providers);
  const issuers = new Map(
    providers
      .filter(({ hasGlobalIds }) => !hasGlobalIds)
      .flatMap(({ name, issuers: own }) => own.map((issuer) => [issuer, find(name, issuer)] as const)),
  );
  if (issuers.size > 1) refuseClashes(issuers);
  return byKey.size === 0 ? () => "" : ({ provider, issuer }) => find(provider, issuer) ?? "";
}

function refuseRepeatedNames(providers: readonly IdentityProvider[]): void {
  const names = providers.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw new IdentityError(
    "identity/invalid-configuration",
    `two providers are called \`${repeated}\`; give one a \`name\``,
  );
}

function refuseClashes(issuers: ReadonlyMap<string, string | undefined>): void {
  for (const [issuer, prefix] of issuers) {
    if (prefix) continue;
    throw new IdentityError(
      "identity/invalid-configuration",
      `ids of \`${issuer}\` could be those of another issuer; state what is put before them in \`idPrefixes\``,
    );
  }
  const entries = [...issuers];
  for (const [issuer, prefix = ""] of entries) {
    const other = entries.find(([candidate, longer]) => candidate !== issuer && longer?.startsWith(prefix));
    if (!other) continue;
    throw new IdentityError(
      "identity/invalid-configuration",
      `the id prefixes of \`${issuer}\` and \`${other[0]}\` can be mistaken for each other`,
    );
  }
}
