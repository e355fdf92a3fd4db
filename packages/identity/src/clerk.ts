export { type ClerkApiKeyOptions, clerkApiKey } from "./providers/clerk/api-key.ts";
export { type ClerkAuthObject, identityFromClerkAuth } from "./providers/clerk/auth-object.ts";
export type { BackendApi } from "./providers/clerk/backend-api.ts";
export type { ClerkInstance } from "./providers/clerk/instance.ts";
export { type ClerkMachineOptions, clerkMachine } from "./providers/clerk/machine.ts";
export { type ClerkOAuthOptions, clerkOAuth } from "./providers/clerk/oauth.ts";
export { type ClerkOptions, clerk } from "./providers/clerk/session.ts";
export type { RolePrefix } from "./providers/clerk/session-mapping.ts";
export { type ClerkTemplateOptions, clerkTemplate } from "./providers/clerk/template.ts";
