export {
  type BetterAuthApiKeyOptions,
  type BetterAuthApiKeyResult,
  betterAuthApiKey,
} from "./providers/better-auth/api-key.ts";
export { betterAuth } from "./providers/better-auth/better-auth.ts";
export {
  type BetterAuthDetails,
  type BetterAuthMember,
  type BetterAuthSession,
  betterAuthClaims,
} from "./providers/better-auth/claims.ts";
export type { BetterAuthOptions } from "./providers/better-auth/options.ts";
export {
  type BetterAuthSessionOptions,
  identityFromBetterAuthSession,
} from "./providers/better-auth/session.ts";
