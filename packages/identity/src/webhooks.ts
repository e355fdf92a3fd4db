export {
  type AuthentikHint,
  type AuthentikHintOptions,
  authentikHints,
} from "./webhooks/authentik/authentik-hints.ts";
export { type AuthentikLogoutOptions, authentikLogout } from "./webhooks/authentik/authentik-logout.ts";
export { type AuthentikUsersOptions, authentikUsers } from "./webhooks/authentik/authentik-users.ts";
export {
  type BackChannelLogoutOptions,
  backChannelLogout,
  type VerifiedLogout,
} from "./webhooks/back-channel-logout.ts";
export { type BetterAuthHooks, betterAuthHooks } from "./webhooks/better-auth-hooks.ts";
export { type ClerkWebhookOptions, clerkWebhooks } from "./webhooks/clerk/clerk-webhooks.ts";
export { type DeliveryLog, type DeliveryState, memoryDeliveryLog } from "./webhooks/delivery-log.ts";
export { type DenyListSinkOptions, denyListSink } from "./webhooks/deny-list-sink.ts";
export type { HookOptions } from "./webhooks/hook-sender.ts";
export type {
  EventOrigin,
  EventSink,
  IdentityEvent,
  MembershipRecord,
  OrganizationRecord,
  RoleRecord,
  UserRecord,
} from "./webhooks/identity-event.ts";
export type { KindeEventApi } from "./webhooks/kinde/event-api.ts";
export { type KindeWebhookOptions, kindeWebhooks } from "./webhooks/kinde/kinde-webhooks.ts";
export { type NodeRequest, type NodeResponse, nodeWebhook } from "./webhooks/node-webhook.ts";
export type {
  DeliveryReport,
  DeliveryResult,
  ReceiverOptions,
  WebhookReceiver,
} from "./webhooks/receiver.ts";
export { type SignedReceiverOptions, signedReceiver } from "./webhooks/signed-receiver.ts";
export {
  type SuperTokensHooks,
  type SuperTokensUser,
  superTokensHooks,
} from "./webhooks/super-tokens-hooks.ts";
