import type { JsonObject, Principal } from "@orthrus/protocol";
import { type AttributeSource, attributeLoader } from "./attribute-source.ts";
import { checkPrincipalSchema } from "./claims/check-principal-schema.ts";
import type { PrincipalOverrides } from "./claims/overrides.ts";
import { type BuiltPrincipal, principalBuilder } from "./claims/principal-builder.ts";
import { principalProblem } from "./claims/validate-principal.ts";
import { type Credential, MAX_TOKEN_BYTES } from "./credential/credential.ts";
import { extractCredentials, type Found, tokenFrom } from "./credential/extract-credential.ts";
import { type RequestLike, readRequest } from "./credential/read-request.ts";
import type { RequestFacts } from "./credential/request-facts.ts";
import type { DenyList } from "./deny-list.ts";
import { IdentityError } from "./errors.ts";
import { idPrefixes } from "./id-prefixes.ts";
import { type OptionNames, refuseUnknownOptions } from "./known-options.ts";
import { invalid, type Outcome, type Refusal, unavailable, type VerifyResult } from "./outcome.ts";
import type { IdentityProvider, UnverifiedHint, VerifyContext } from "./provider.ts";
import { openTenancy, type TenancyOptions } from "./tenancy/tenancy.ts";
import type { VerifiedIdentity } from "./verified-identity.ts";
import { readHint } from "./verify/read-hint.ts";

export interface IdentityOptions extends PrincipalOverrides {
  readonly providers: readonly IdentityProvider[];
  /** By provider name or issuer, separator included: `{ clerk: "clerk|" }`. Needed as soon as there are several issuers. */
  readonly idPrefixes?: { readonly [providerOrIssuer: string]: string };
  /** The tenant as scope of the principal; an attribute only, unless given. */
  readonly tenancy?: TenancyOptions;
  /** JSON Schema of the principal's attributes; the mapping is compared with it now, so that it cannot fail later. */
  readonly principalSchema?: JsonObject;
  /** For `exp`, `nbf` and `iat`; 5 unless given, at most 60. */
  readonly skewSeconds?: number;
  /** Gives requests without any credential a principal: `true` is `{ id: "anonymous", roles: ["anonymous"] }`. */
  readonly anonymous?: true | Principal;
  readonly denyList?: DenyList;
  readonly sources?: readonly AttributeSource[];
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

const NAMES: OptionNames<IdentityOptions> = {
  attributes: true,
  roles: true,
  principal: true,
  policyVersion: true,
  providers: true,
  idPrefixes: true,
  tenancy: true,
  principalSchema: true,
  skewSeconds: true,
  anonymous: true,
  denyList: true,
  sources: true,
  clock: true,
};

/** Turns requests, tokens and SDK objects into principals. */
export interface Identity {
  readonly providers: readonly IdentityProvider[];
  /** A request of any framework, or a bare token that the application has found itself. Never throws for bad input. */
  identify(input: RequestLike | string): Promise<Outcome>;
  /** The rest of the pipeline, for what a provider's door for SDK objects returned. */
  accept(result: VerifyResult | { readonly kind: "missing" }): Promise<Outcome>;
}

const ANONYMOUS: Principal = { id: "anonymous", roles: ["anonymous"] };

/**
 * Opens the pipeline: extract, verify, look up revocations, map.
 *
 * Throws: `identity/invalid-configuration`, `identity/schema-mismatch`, `identity/unknown-scope`.
 */
export function createIdentity(options: IdentityOptions): Identity {
  refuseUnknownOptions(options, NAMES);
  const { providers, clock = Date.now, skewSeconds = 5 } = options;
  if (!Array.isArray(providers) || providers.length === 0)
    throw new IdentityError("identity/invalid-configuration", "no provider is configured");
  const odd = providers.findIndex((provider: Partial<IdentityProvider> | undefined) => !provider?.verify);
  if (odd >= 0)
    throw new IdentityError("identity/invalid-configuration", `\`providers[${odd}]\` is not a provider`);
  if (!(skewSeconds >= 0 && skewSeconds <= 60)) {
    throw new IdentityError("identity/invalid-configuration", "`skewSeconds` is not between 0 and 60");
  }
  const problem = typeof options.anonymous === "object" ? principalProblem(options.anonymous) : undefined;
  if (problem) throw new IdentityError("identity/invalid-configuration", `\`anonymous\`: ${problem}`);
  if (options.principalSchema) checkPrincipalSchema(options.principalSchema, providers, options);
  if (options.sources?.some(({ attributes }) => attributes.includes("idp"))) {
    throw new IdentityError(
      "identity/invalid-configuration",
      "`idp` says who vouched, no source may fill it",
    );
  }
  const finish = finisher(options);

  async function verifyOne(
    { credential, owner }: Found<IdentityProvider>,
    facts?: RequestFacts,
  ): Promise<Outcome> {
    const nowMs = clock();
    const hint = hintOf(credential);
    const provider = chooseProvider(credential, owner ? [owner] : providers, hint);
    if (!("verify" in provider)) return provider;
    const context = { nowMs, skewSeconds, ...(facts && { request: facts }), ...(hint && { hint }) };
    return finish(await verifyWith(provider, credential, context), nowMs);
  }

  return {
    providers,
    accept: async (result) =>
      result.kind === "missing" ? missing(options.anonymous) : finish(result, clock()),
    async identify(input) {
      if (typeof input === "string") return verifyOne({ credential: tokenFrom("argument", [input]) });
      const facts = readRequest(input);
      const found = extractCredentials(facts, providers);
      const best = (found.length > 1 ? found.find(isAccepted) : undefined) ?? found[0];
      return best ? verifyOne(best, facts) : missing(options.anonymous);
    },
  };
}

function missing(anonymous: IdentityOptions["anonymous"]): Outcome {
  if (!anonymous) return { kind: "missing" };
  return { kind: "missing", principal: anonymous === true ? ANONYMOUS : anonymous };
}

function isAccepted({ credential, owner }: Found<IdentityProvider>): boolean {
  return owner === undefined || "verify" in chooseProvider(credential, [owner]);
}

/** What a token says about itself; absent for one that nobody should look at. */
function hintOf(credential: Credential): UnverifiedHint | undefined {
  const isReadable = credential.kind === "token" && credential.token.length <= MAX_TOKEN_BYTES;
  return isReadable ? readHint(credential.token) : undefined;
}

/** The provider that a credential is for, by what it says about itself. */
export function chooseProvider(
  credential: Credential,
  candidates: readonly IdentityProvider[],
  hint: UnverifiedHint | undefined = hintOf(credential),
): IdentityProvider | Refusal {
  if (credential.kind === "certificate") {
    const reader = candidates.find(({ places }) => places.certificate);
    return reader ?? invalid("malformed", "nobody reads certificates");
  }
  if (!hint) return invalid("too-large", "the token is larger than 16 KiB");
  const issuer = hint.payload?.iss;
  // One that knows its tokens by more than their issuer is asked first, whatever the order in the configuration.
  const chosen =
    candidates.find((provider) => provider.accepts?.(hint)) ??
    candidates.find(
      ({ accepts, issuers }) => !accepts && typeof issuer === "string" && issuers.includes(issuer),
    );
  if (chosen) return chosen;
  if (!hint.payload) return invalid("malformed", "not a token of any configured provider");
  return invalid("issuer", "the token is of an issuer that is not configured");
}

async function verifyWith(
  provider: IdentityProvider,
  credential: Credential,
  context: VerifyContext,
): Promise<VerifyResult> {
  try {
    return await provider.verify(credential, context);
  } catch {
    return unavailable("the provider failed for a reason that has nothing to do with the credential");
  }
}

/** Everything after verification: revocation, attributes from elsewhere, mapping. */
function finisher(options: IdentityOptions): (result: VerifyResult, nowMs: number) => Promise<Outcome> {
  const build = builderOf(options);
  const load = options.sources && options.sources.length > 0 ? attributeLoader(options.sources) : undefined;
  const { denyList } = options;
  return async (result, nowMs) => {
    if (result.kind !== "verified") return result;
    const { identity } = result;
    let loaded: JsonObject | undefined;
    try {
      if (denyList && (await denyList.isDenied(identity, nowMs))) {
        return invalid("revoked", "the session, the subject or the token was revoked");
      }
      loaded = await load?.(identity, nowMs);
    } catch {
      return unavailable("revocations or attributes cannot be read");
    }
    const built = build(identity, loaded);
    return built.kind === "built" ? { kind: "verified", identity, principal: built.principal } : built;
  };
}

/** The mapping of whichever provider an identity is from. */
export function builderOf(
  options: IdentityOptions,
): (identity: VerifiedIdentity, loaded?: JsonObject) => BuiltPrincipal | Refusal {
  const tenancy = options.tenancy && openTenancy(options.tenancy);
  const idPrefixOf = idPrefixes(options.providers, options.idPrefixes ?? {});
  const rules = { overrides: options, tenancy, idPrefixOf };
  const builders = new Map(
    options.providers.map((provider) => [provider.name, principalBuilder(provider, rules)]),
  );
  return (identity, loaded) => {
    const build = builders.get(identity.provider);
    if (build) return build(identity, loaded);
    return invalid("issuer", "the identity is of a provider that is not configured");
  };
}
