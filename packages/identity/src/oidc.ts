export { type OidcClaimPaths, type OidcOptions, oidc } from "./providers/oidc/oidc.ts";
export type { OidcPreset } from "./providers/oidc/oidc-preset.ts";
export { NOT_JWT, OIDC_PRESETS, type PresetName } from "./providers/oidc/presets.ts";
