export type { AttributeSource } from "./attribute-source.ts";
export { actorDecoder, actorOf } from "./claims/actor.ts";
export type {
  AttributeType,
  ClaimDecoder,
  ClaimMapping,
  MappingRow,
  MappingTarget,
} from "./claims/claim-mapping.ts";
export { describeMapping } from "./claims/describe-mapping.ts";
export type { MappingNote } from "./claims/mapping-note.ts";
export type { PrincipalOverrides } from "./claims/overrides.ts";
export type {
  CertificateCredential,
  Credential,
  CredentialPlaces,
  TokenCredential,
} from "./credential/credential.ts";
export type { HeaderSource, RequestLike } from "./credential/read-request.ts";
export type { PeerCertificate, RequestFacts } from "./credential/request-facts.ts";
export { type DenyEntry, type DenyList, memoryDenyList } from "./deny-list.ts";
export { IdentityError, type IdentityErrorCode } from "./errors.ts";
export { type ExplainedClaim, type Explanation, explainToken } from "./explain/explain-token.ts";
export { createIdentity, type Identity, type IdentityOptions } from "./identify.ts";
export type { InvalidReason, Outcome, Refusal, VerifyResult } from "./outcome.ts";
export type { IdentityProvider, UnverifiedHint, VerifyContext } from "./provider.ts";
export { memoryReplayStore, type ReplayStore } from "./replay-store.ts";
export type { TenancyOptions } from "./tenancy/tenancy.ts";
export type { IdentityKind, VerifiedClaims, VerifiedIdentity } from "./verified-identity.ts";
export { type DiscoveryOptions, discoveredKeySet } from "./verify/discovery.ts";
export { type IdentityParts, identityOfJwt } from "./verify/identity-of-jwt.ts";
export type { BindingCheck, Decryption, JwtRules, VerifiedJwt } from "./verify/jwt-rules.ts";
export { type JwtVerifier, jwtVerifier } from "./verify/jwt-verifier.ts";
export { fixedKeys, type KeySource, pemKey, sharedSecret } from "./verify/key-source.ts";
export { type RemoteKeysOptions, remoteKeys } from "./verify/remote-keys.ts";
