import { authentik } from "@orthrus/identity/authentik";
import { betterAuth, betterAuthApiKey } from "@orthrus/identity/better-auth";
import { clerk, clerkApiKey, clerkMachine, clerkOAuth, clerkTemplate } from "@orthrus/identity/clerk";
import { kinde } from "@orthrus/identity/kinde";
import { oidc } from "@orthrus/identity/oidc";
import { superTokens } from "@orthrus/identity/super-tokens";
import { clientCredentials, kubernetes, spiffe } from "@orthrus/identity/workload";
import { expect, test } from "vitest";
import { createIdentity } from "./identify.ts";

// Callers without types, and environment variables that are not there.
type Open = (options: unknown) => unknown;

const opens = Object.entries({
  authentik,
  betterAuth,
  betterAuthApiKey,
  clerk,
  clerkApiKey,
  clerkMachine,
  clerkOAuth,
  clerkTemplate,
  clientCredentials,
  createIdentity,
  kinde,
  kubernetes,
  oidc,
  spiffe,
  superTokens,
}) as [string, Open][];

test.each(opens)("%s refuses a misspelled option by its name", (_name, open) => {
  expect(() => open({ authorisedParties: ["https://app.acme.test"] })).toThrow(
    /^there is no option `authorisedParties`; there are `\w+`, /,
  );
});

test.each(opens.filter(([name]) => name !== "clientCredentials"))("%s needs options", (_name, open) => {
  expect(() => open(undefined)).toThrow("no options are given");
});

const clerkIssuer = "https://clerk.acme.test";

test.each<[title: string, open: () => unknown, message: string]>([
  [
    "an issuer that is not there",
    () => oidc({ issuer: undefined as never, audience: "api" }),
    "`issuer` is missing: write it as in `iss`",
  ],
  [
    "no issuer of several",
    () => oidc({ issuer: [], audience: "api" }),
    "`issuer` is missing: write it as in `iss`",
  ],
  [
    "a preset that nobody knows",
    () => oidc({ preset: "auth00" as never, issuer: "https://acme.test/", audience: "api" }),
    "there is no preset `auth00`; there are ",
  ],
  [
    "sessions of any origin without saying so",
    () => clerk({ issuer: clerkIssuer, authorizedParties: undefined as never }),
    "`authorizedParties` is missing: tokens for others would be accepted",
  ],
  [
    "OAuth tokens for anybody without saying so",
    () => clerkOAuth({ issuer: clerkIssuer, audience: [] }),
    "`audience` is missing: tokens for others would be accepted",
  ],
  [
    "any template",
    () => clerkTemplate({ issuer: clerkIssuer, audience: undefined as never }),
    "`audience` is missing: tokens for others would be accepted",
  ],
  [
    "a provider that is not there",
    () => createIdentity({ providers: [undefined as never] }),
    "`providers[0]` is not a provider",
  ],
])("%s is a mistake of the configuration", (_title, open, message) => {
  expect(open).toThrow(expect.objectContaining({ code: "identity/invalid-configuration" }));
  expect(open).toThrow(message);
});
