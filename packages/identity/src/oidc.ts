export { oidc } from "./providers/oidc/oidc.ts";
export type { OidcClaimPaths, OidcOptions } from "./providers/oidc/oidc-options.ts";
export type { OidcPreset } from "./providers/oidc/oidc-preset.ts";
export { NOT_JWT, OIDC_PRESETS, type PresetName } from "./providers/oidc/presets.ts";
