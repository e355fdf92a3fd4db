import { isPresent, onlyOne, switches, withoutSlash, wordList } from "../../claims/decoders.ts";
import type { OidcPreset } from "./oidc-preset.ts";

export type PresetName =
  | "auth0"
  | "okta"
  | "keycloak"
  | "cognito"
  | "workos"
  | "supabase"
  | "firebase"
  | "entra"
  | "entra-v1"
  | "fusionauth"
  | "better-auth";

/**
 * What each issuer does in its own way. Adding an issuer is a row here and a fixture in `presets.test.ts`.
 *
 * Source: documentation of each vendor, November 2026.
 */
// biome-ignore format: one block per issuer, one line per fact
export const OIDC_PRESETS: Readonly<Record<PresetName, OidcPreset>> = {
  auth0: {
    issuer: /^https?:\/\/.+\/$/,
    keySet: "{issuer}.well-known/jwks.json",
    audience: "required",
    machine: { claim: "gty", value: "client-credentials" },
    rows: [
      { from: "org_id", to: "attr.org.id", type: "string" },
      { from: "org_id", to: "attr.tenant", type: "string" },
      { from: "org_name", to: "attr.org.name", type: "string" },
      { from: "permissions", to: "attr.permissions", type: "strings", absentHint: "enable RBAC and `Add Permissions in the Access Token` for the API" },
    ],
  },
  okta: {
    issuer: /^https?:\/\/.+\/oauth2\/[^/]+$/,
    keySet: "{issuer}/v1/keys",
    audience: "required",
    clientClaim: "cid",
    rows: [
      { from: "uid", to: "id", type: "string", when: "user" },
      { from: "groups", to: "attr.groups", type: "strings", absentHint: "add a groups claim to the authorization server" },
      { from: "sub", to: "attr.username", type: "string", when: "user" },
    ],
    internal: ["cid"],
  },
  keycloak: {
    issuer: /^https?:\/\/.+\/realms\/([^/]+)$/,
    keySet: "{issuer}/protocol/openid-connect/certs",
    audience: "required",
    fixedClaims: { typ: "Bearer" },
    rows: [
      { from: "realm_access.roles", to: "roles", type: "strings" },
      { from: 'resource_access."{clientId}".roles', to: "roles", type: "strings" },
      { from: "groups", to: "attr.groups", type: "strings", decode: withoutSlash, absentHint: "add a group membership mapper to the client" },
      { from: "organization", to: "attr.org.id", type: "string", decode: onlyOne },
      { from: "organization", to: "attr.tenant", type: "string", decode: onlyOne },
      { from: "preferred_username", to: "attr.username", type: "string" },
    ],
    internal: ["session_state", "allowed-origins"],
  },
  cognito: {
    issuer: /^https:\/\/cognito-idp\.[^/]+\/([^/]+)$/,
    keySet: "{issuer}/.well-known/jwks.json",
    audience: "none",
    clientClaim: "client_id",
    fixedClaims: { token_use: "access" },
    sessionClaim: "origin_jti",
    rows: [
      { from: "cognito:groups", to: "roles", type: "strings" },
      { from: "cognito:groups", to: "attr.groups", type: "strings" },
      { from: "username", to: "attr.username", type: "string" },
    ],
    internal: ["token_use", "origin_jti", "event_id", "version", "device_key"],
  },
  workos: {
    issuer: /^https?:\/\/.+$/,
    keySet: "https://api.workos.com/sso/jwks/{clientId}",
    audience: "none",
    rows: [
      { from: "role", to: "roles", type: "string" },
      { from: "roles", to: "roles", type: "strings" },
      { from: "org_id", to: "attr.org.id", type: "string" },
      { from: "org_id", to: "attr.tenant", type: "string" },
      { from: "role", to: "attr.org.role", type: "string" },
      { from: "permissions", to: "attr.permissions", type: "strings" },
      { from: "entitlements", to: "attr.entitlements", type: "strings" },
      { from: "feature_flags", to: "attr.features", type: "object", decode: switches },
    ],
  },
  supabase: {
    issuer: /^https?:\/\/.+\/auth\/v1$/,
    keySet: "{issuer}/.well-known/jwks.json",
    audience: "required",
    sessionClaim: "session_id",
    rows: [
      { from: "aal", to: "attr.assurance.aal", type: "string" },
      { from: "app_metadata.roles", to: "roles", type: "strings" },
      { from: "app_metadata.tenant", to: "attr.tenant", type: "string" },
      { from: "app_metadata", to: "attr.app_metadata", type: "object" },
      { from: "is_anonymous", to: "attr.isAnonymous", type: "boolean" },
    ],
    // `role` is the role of the database connection, not of the person.
    internal: ["role", "session_id"],
    userEditable: ["user_metadata"],
  },
  firebase: {
    issuer: /^https:\/\/securetoken\.google\.com\/([^/]+)$/,
    keySet: "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
    algorithms: ["RS256"],
    audience: "required",
    rows: [
      { from: "firebase.tenant", to: "attr.tenant", type: "string" },
      { from: "firebase.tenant", to: "attr.org.id", type: "string" },
      { from: "firebase.sign_in_provider", to: "attr.signInProvider", type: "string" },
    ],
    internal: ["user_id"],
  },
  entra: {
    issuer: /^https?:\/\/[^/]+\/([^/]+)\/v2\.0$/,
    keySet: "https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys",
    audience: "required",
    machine: { claim: "idtyp", value: "app" },
    rows: [
      { from: "oid", to: "id", type: "string" },
      { from: "roles", to: "roles", type: "strings" },
      { from: "groups", to: "attr.groups", type: "strings", absentHint: "add the groups claim; above about 200 groups Entra sends a pointer instead" },
      { from: ["_claim_names.groups", "hasgroups"], to: "attr.groupsOverage", type: "boolean", decode: isPresent },
      { from: "tid", to: "attr.tenant", type: "string" },
      { from: "tid", to: "attr.org.id", type: "string" },
      { from: "preferred_username", to: "attr.username", type: "string" },
    ],
    internal: ["aio", "rh", "uti", "xms_tcdt", "_claim_sources", "azpacr", "idtyp"],
  },
  "entra-v1": {
    issuer: /^https:\/\/sts\.windows\.net\/([^/]+)\/$/,
    keySet: "https://login.microsoftonline.com/{tenant}/discovery/keys",
    audience: "required",
    clientClaim: "appid",
    machine: { claim: "idtyp", value: "app" },
    rows: [
      { from: "oid", to: "id", type: "string" },
      { from: "roles", to: "roles", type: "strings" },
      { from: "groups", to: "attr.groups", type: "strings" },
      { from: ["_claim_names.groups", "hasgroups"], to: "attr.groupsOverage", type: "boolean", decode: isPresent },
      { from: "tid", to: "attr.tenant", type: "string" },
      { from: "tid", to: "attr.org.id", type: "string" },
      { from: ["upn", "unique_name"], to: "attr.username", type: "string" },
    ],
    internal: ["aio", "rh", "uti", "_claim_sources", "appid", "appidacr", "idp", "idtyp"],
  },
  fusionauth: {
    issuer: /./,
    keySet: "{issuer}/.well-known/jwks.json",
    audience: "required",
    rows: [
      { from: "roles", to: "roles", type: "strings" },
      { from: "tid", to: "attr.tenant", type: "string" },
      { from: "tid", to: "attr.org.id", type: "string" },
      { from: "preferred_username", to: "attr.username", type: "string" },
    ],
    internal: ["applicationId"],
  },
  "better-auth": {
    issuer: /^https?:\/\/.+$/,
    keySet: "{issuer}/api/auth/jwks",
    algorithms: ["EdDSA", "ES256", "RS256", "PS256"],
    audience: "required",
    rows: [
      { from: "activeOrganizationId", to: "attr.org.id", type: "string" },
      { from: "activeOrganizationId", to: "attr.tenant", type: "string" },
      { from: "role", to: "roles", type: "strings", decode: wordList },
      { from: "emailVerified", to: "attr.emailVerified", type: "boolean" },
    ],
  },
};

/** Sessions that are no signed tokens, and what to do instead. */
export const NOT_JWT: ReadonlyMap<string, string> = new Map([
  [
    "magic",
    "DID tokens are not JWTs; verify them with Magic's admin SDK, and pass the result to a provider of your own",
  ],
  [
    "auth.js",
    "the session cookie is encrypted for the application; use `auth()` or `getToken()`, and pass the result to a provider of your own",
  ],
]);
