export { type SuperTokensCoreOptions, superTokensCoreApi } from "./providers/super-tokens/core-api.ts";
export { type Impersonation, startImpersonation } from "./providers/super-tokens/impersonation.ts";
export {
  type SuperTokensMetadata,
  type SuperTokensMetadataOptions,
  superTokensMetadata,
} from "./providers/super-tokens/metadata-source.ts";
export type { SuperTokensOptions, SuperTokensSessions } from "./providers/super-tokens/options.ts";
export {
  identityFromSuperTokensSession,
  outcomeOfSuperTokensError,
  type SuperTokensSessionContainer,
  type SuperTokensSessionOptions,
} from "./providers/super-tokens/session.ts";
export { superTokens } from "./providers/super-tokens/super-tokens.ts";
