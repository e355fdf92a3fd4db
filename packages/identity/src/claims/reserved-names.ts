/** Registered claims and those of the protocols around them. They are about the token, not about its subject. */
// biome-ignore format: by specification
export const PROTOCOL_CLAIMS: readonly string[] = [
  "iss", "sub", "aud", "exp", "nbf", "iat", "jti",                                    // RFC 7519
  "azp", "nonce", "at_hash", "c_hash", "s_hash", "sid", "auth_time", "acr", "amr",    // OpenID Connect
  "client_id", "cnf", "act", "may_act", "typ", "ver", "gty",                          // RFC 9068, 7800, 8693, and habit
];

/** Attributes that mappings fill. A custom claim of the same name is kept apart, below `attr.claims`. */
// biome-ignore format: the table of docs/guide/identity.md
export const NORMALISED_ATTRIBUTES: readonly string[] = [
  "idp", "email", "emailVerified", "name", "org", "orgs", "tenant", "permissions", "groups", "entitlements",
  "features", "plans", "scopes", "assurance", "actor", "claims",
];

/** Roles that say how somebody was verified. What an issuer calls so must not become one of them. */
export const BASELINE_ROLES: readonly string[] = ["anonymous", "user", "service"];
