import type { Json, Principal } from "@orthrus/protocol";
import { parseClaimPath, readClaim } from "../claims/claim-path.ts";
import { type ClaimUse, claimUse } from "../claims/claim-use.ts";
import { describeMapping } from "../claims/describe-mapping.ts";
import type { MappingNote } from "../claims/mapping-note.ts";
import { overrideRows } from "../claims/overrides.ts";
import { tokenFrom } from "../credential/extract-credential.ts";
import { builderOf, chooseProvider, createIdentity, type IdentityOptions } from "../identify.ts";
import type { InvalidReason, Outcome } from "../outcome.ts";
import type { IdentityProvider } from "../provider.ts";
import type { VerifiedIdentity } from "../verified-identity.ts";
import { readHint } from "../verify/read-hint.ts";

/** What became of a token and why; for people, not for decisions. */
export interface Explanation {
  readonly outcome: Outcome["kind"];
  readonly reason?: InvalidReason;
  readonly message?: string;
  /** Absent when no configured provider wants the token. */
  readonly provider?: string;
  /** `alg`, `typ` and `kid`, as the token says. */
  readonly header: { readonly [name: string]: string };
  /** False: the claims are what the token says, and nobody vouches for them. */
  readonly areClaimsVerified: boolean;
  readonly claims: readonly ExplainedClaim[];
  /** The mapping of the provider with the overrides of the application, in words. */
  readonly mapping: readonly string[];
  readonly notes: readonly MappingNote[];
  readonly principal?: Principal;
}

export interface ExplainedClaim {
  readonly name: string;
  /** Absent when it is nobody's business, such as a token hash. */
  readonly value?: Json;
  readonly use: ClaimUse;
}

/**
 * Runs a token through the pipeline and says what happened at each step. Signatures, hashes and nonces are left out.
 *
 * Throws: as `createIdentity`.
 */
export async function explainToken(token: string, options: IdentityOptions): Promise<Explanation> {
  const outcome = await createIdentity(options).identify(token);
  const chosen = chooseProvider(tokenFrom("argument", [token]), options.providers);
  const provider = "verify" in chosen ? chosen : undefined;
  const identity = outcome.kind === "verified" ? outcome.identity : undefined;
  // The explanation of a token that nobody should parse stays short.
  const isReadable = !(outcome.kind === "invalid" && outcome.reason === "too-large");
  return {
    outcome: outcome.kind,
    ...(outcome.kind === "invalid" && { reason: outcome.reason }),
    ...("message" in outcome && { message: outcome.message }),
    ...(provider && { provider: provider.name }),
    header: isReadable ? headerOf(token) : {},
    areClaimsVerified: identity !== undefined,
    claims: isReadable ? explainClaims(identity?.claims ?? readHint(token).payload ?? {}, provider) : [],
    mapping: provider ? describeMapping(withOverrides(provider, options)) : [],
    notes: identity && provider ? notesOf(identity, provider, options) : [],
    ...(outcome.kind === "verified" && { principal: outcome.principal }),
  };
}

function headerOf(token: string): Explanation["header"] {
  const { header = {} } = readHint(token);
  const shown = ["alg", "typ", "kid"].map((name) => [name, header[name]] as const);
  return Object.fromEntries(
    shown.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

function explainClaims(claims: object, provider: IdentityProvider | undefined): readonly ExplainedClaim[] {
  const use = claimUse(provider?.mapping ?? { rows: [], internal: [], userEditable: [] });
  return Object.entries(claims).map(([name, value]) => {
    const used = use(name);
    return used === "internal" ? { name, use: used } : { name, value, use: used };
  });
}

function withOverrides({ mapping }: IdentityProvider, options: IdentityOptions): IdentityProvider["mapping"] {
  return { ...mapping, rows: [...overrideRows(options), ...mapping.rows] };
}

function notesOf(
  identity: VerifiedIdentity,
  { mapping }: IdentityProvider,
  options: IdentityOptions,
): readonly MappingNote[] {
  const built = builderOf(options)(identity);
  const absent = mapping.rows.flatMap(({ from, to, absentHint }) => {
    if (absentHint === undefined) return [];
    const isThere = [from]
      .flat()
      .some((path) => readClaim(identity.claims, parseClaimPath(path)) !== undefined);
    if (isThere) return [];
    const claim = String(from);
    return [
      {
        kind: "absent" as const,
        claim,
        message: `\`${claim}\` is absent, so \`${to}\` is too; ${absentHint}`,
      },
    ];
  });
  return [...(built.kind === "built" ? built.notes : []), ...absent];
}
