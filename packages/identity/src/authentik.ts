export { type AuthentikProvider, authentik } from "./providers/authentik/authentik.ts";
export {
  type LogoutTokenOptions,
  type VerifiedLogout,
  verifyLogoutToken,
} from "./providers/authentik/logout-token.ts";
export type { AuthentikOptions } from "./providers/authentik/options.ts";
