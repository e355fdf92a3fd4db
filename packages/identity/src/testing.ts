export {
  type AuthentikIssuer,
  type AuthentikIssuerOptions,
  type AuthentikUser,
  authentikIssuer,
} from "./testing/authentik.ts";
export {
  type ClerkDelivery,
  type ClerkIssuer,
  type ClerkIssuerOptions,
  clerkIssuer,
} from "./testing/clerk.ts";
export type { ClerkOrganization, ClerkSession } from "./testing/clerk-claims.ts";
export {
  generateTestKey,
  openTestIssuer,
  signWith,
  type TestIssuer,
  type TestIssuerOptions,
  type TestKey,
} from "./testing/issuer.ts";
export {
  type KindeDelivery,
  type KindeIssuer,
  type KindeMachine,
  type KindeUser,
  kindeIssuer,
} from "./testing/kinde.ts";
export {
  type LoopbackAnswer,
  type LoopbackHandler,
  type LoopbackRequest,
  type LoopbackServer,
  type Misbehaviour,
  openLoopbackServer,
} from "./testing/loopback-server.ts";
export { type Mutation, type MutationSubject, mutations } from "./testing/mutations.ts";
export { type OidcIssuer, type OidcIssuerOptions, oidcIssuer } from "./testing/oidc.ts";
export { type SuperTokensCore, type SuperTokensSession, superTokensCore } from "./testing/super-tokens.ts";
export { type TestClock, testClock } from "./testing/test-clock.ts";
