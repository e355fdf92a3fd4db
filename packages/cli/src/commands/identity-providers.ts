import type { IdentityProvider } from "@orthrus/identity";
import { authentik } from "@orthrus/identity/authentik";
import { betterAuth } from "@orthrus/identity/better-auth";
import { clerk, clerkMachine, clerkOAuth, clerkTemplate } from "@orthrus/identity/clerk";
import { kinde } from "@orthrus/identity/kinde";
import { oidc } from "@orthrus/identity/oidc";
import { superTokens } from "@orthrus/identity/super-tokens";
import { clientCredentials, kubernetes, spiffe } from "@orthrus/identity/workload";
import type { ProviderName } from "./identity-spec.ts";

/** Options as the flags and `--options` give them; the provider looks at what it needs. */
export type ProviderOptions = Readonly<Record<string, unknown>>;

/** A flag that is an option of the provider, under the same name in camel case. */
export type ProviderFlag = "issuer" | "audience" | "client-id" | "publishable-key" | "preset";

interface ProviderRow {
  /** Others are refused, since nothing would look at them. */
  readonly flags: readonly ProviderFlag[];
  /** What holds unless an option says otherwise. */
  readonly unless?: ProviderOptions;
  readonly open: (options: never) => IdentityProvider;
}

const INSTANCE: readonly ProviderFlag[] = ["issuer", "publishable-key"];

// biome-ignore format: one row per provider
const PROVIDERS: Readonly<Record<ProviderName, ProviderRow>> = {
  oidc:                 { open: oidc,              flags: ["issuer", "audience", "client-id", "preset"] },
  clerk:                { open: clerk,             flags: INSTANCE, unless: { authorizedParties: "any" } },
  "clerk-template":     { open: clerkTemplate,     flags: [...INSTANCE, "audience"] },
  "clerk-machine":      { open: clerkMachine,      flags: INSTANCE },
  "clerk-oauth":        { open: clerkOAuth,        flags: [...INSTANCE, "audience"], unless: { audience: "any" } },
  kinde:                { open: kinde,             flags: ["issuer", "audience", "client-id"] },
  "super-tokens":       { open: superTokens,       flags: ["issuer"] },
  authentik:            { open: authentik,         flags: ["issuer", "audience"] },
  "better-auth":        { open: betterAuth,        flags: ["issuer", "audience"] },
  "client-credentials": { open: clientCredentials, flags: ["issuer", "audience", "client-id"] },
  kubernetes:           { open: kubernetes,        flags: ["issuer", "audience"] },
  spiffe:               { open: spiffe,            flags: ["audience"] },
};

export function flagsOf(name: ProviderName): readonly ProviderFlag[] {
  return PROVIDERS[name].flags;
}

/**
 * Opens a provider with options from a command line. They are as wrong as people write them: a provider refuses what it
 * cannot work with, and says what it misses.
 *
 * Throws: `IdentityError`, `TypeError`.
 */
export function openProvider(name: ProviderName, options: ProviderOptions): IdentityProvider {
  const { open, unless } = PROVIDERS[name];
  return open({ ...unless, ...options } as never);
}
