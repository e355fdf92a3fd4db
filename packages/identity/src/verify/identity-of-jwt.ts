import type { IdentityKind, VerifiedIdentity } from "../verified-identity.ts";
import type { VerifiedJwt } from "./jwt-rules.ts";

/** What the provider knows about a token that its claims do not say in a standard way. */
export interface IdentityParts {
  readonly provider: string;
  readonly kind: IdentityKind;
  readonly tokenType: string;
  /** For tokens without `iss`. */
  readonly issuer?: string;
  /** `sid` unless given. */
  readonly sessionClaim?: string;
}

/** A verified token as identity, with the registered claims taken out. */
export function identityOfJwt({ claims, bound }: VerifiedJwt, parts: IdentityParts): VerifiedIdentity {
  const { iss, sub, jti, iat, exp } = claims;
  const sessionId = claims[parts.sessionClaim ?? "sid"];
  return {
    provider: parts.provider,
    issuer: parts.issuer ?? (typeof iss === "string" ? iss : ""),
    kind: parts.kind,
    tokenType: parts.tokenType,
    claims,
    ...(typeof sub === "string" && { subject: sub }),
    ...(typeof sessionId === "string" && { sessionId }),
    ...(typeof jti === "string" && { tokenId: jti }),
    ...(typeof iat === "number" && { issuedAtSeconds: iat }),
    ...(typeof exp === "number" && { expiresAtSeconds: exp }),
    ...(bound && { bound }),
  };
}
