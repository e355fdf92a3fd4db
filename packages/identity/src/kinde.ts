export { kindeDiagnostics } from "./providers/kinde/diagnostics.ts";
export { featureAttributes } from "./providers/kinde/feature-attributes.ts";
export { type KindeProvider, type KindeTokens, kinde } from "./providers/kinde/kinde.ts";
export type { KindeOptions } from "./providers/kinde/options.ts";
export {
  identityFromKindeSession,
  type KindeServerSession,
  type KindeSession,
  type KindeSessionManager,
} from "./providers/kinde/session.ts";
