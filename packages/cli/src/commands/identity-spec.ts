import { COLOUR_FLAGS } from "../command-line/colour-flags.ts";
import type { CommandSpec } from "../command-line/command.ts";

/** The providers that a token can be explained for; `identity-providers.ts` says how each is opened. */
export const PROVIDER_NAMES = [
  "oidc",
  "clerk",
  "clerk-template",
  "clerk-machine",
  "clerk-oauth",
  "kinde",
  "super-tokens",
  "authentik",
  "better-auth",
  "client-credentials",
  "kubernetes",
  "spiffe",
] as const;

export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** `orthrus identity`. */
export const identitySpec: CommandSpec = {
  name: "identity",
  summary: "Say what becomes of a token: its claims, their mapping, the principal, or why it is refused",
  examples: [
    {
      explanation: "Explain a token of an OpenID Connect issuer; `-` reads it from standard input",
      command:
        "orthrus identity explain - --provider=oidc --issuer=https://id.acme.test --audience=https://api.acme.test",
    },
    {
      explanation: "Without network, by the key set of the issuer in a file",
      command:
        "orthrus identity explain - --provider=kinde --issuer=https://acme.kinde.com --audience=api --jwks=keys.json",
    },
  ],
  arguments: [
    { name: "explain", help: "What to do: explain is all there is" },
    {
      name: "token",
      help: "The token, or - for standard input, where other users of the machine do not see it",
    },
  ],
  // biome-ignore format: one row per flag
  flags: [
    { name: "provider",        kind: "text", help: `Whose token it is (${PROVIDER_NAMES.join(",")})`, placeholder: "NAME", oneOf: PROVIDER_NAMES },
    { name: "issuer",          kind: "text", help: "The issuer, exactly as in iss", placeholder: "URL" },
    { name: "audience",        kind: "list", help: "An audience that is accepted. Can be repeated", placeholder: "AUDIENCE" },
    { name: "client-id",       kind: "list", help: "A client whose tokens are accepted. Can be repeated", placeholder: "ID" },
    { name: "publishable-key", kind: "text", help: "Publishable key of Clerk, in place of the issuer", placeholder: "KEY", environment: ["CLERK_PUBLISHABLE_KEY"] },
    { name: "preset",          kind: "text", help: "Preset of the issuer, such as auth0 or keycloak", placeholder: "NAME" },
    { name: "jwks",            kind: "text", help: "File with the key set of the issuer, in place of fetching it", placeholder: "FILE", excludes: ["key"] },
    { name: "key",             kind: "text", help: "File with the public key of the issuer (PEM), in place of fetching a key set", placeholder: "FILE" },
    { name: "options",         kind: "text", help: "Further options of the provider, as in code: JSON or @FILE", placeholder: "OPTIONS" },
    { name: "overrides",       kind: "text", help: "attributes, roles and tenancy of createIdentity: JSON or @FILE", placeholder: "OVERRIDES" },
    { name: "output",          kind: "text", help: "Output format (tree,json)", short: "o", fallback: "tree", oneOf: ["tree", "json"] },
    ...COLOUR_FLAGS,
  ],
};
