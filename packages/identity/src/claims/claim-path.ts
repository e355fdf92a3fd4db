import type { Json, JsonObject } from "@orthrus/protocol";
import { IdentityError } from "../errors.ts";

/** Names to follow from the top of the claims. */
export type ClaimPath = readonly [string, ...string[]];

/**
 * Reads a written path. Names with a dot are quoted, and a URL is one name.
 *
 * Shape: `realm_access.roles` → `["realm_access", "roles"]`; `"kubernetes.io".namespace` → `["kubernetes.io", "namespace"]`
 * Throws: `identity/invalid-configuration`.
 */
export function parseClaimPath(text: string): ClaimPath {
  if (text.includes("://")) return [text];
  const names = [...text.matchAll(/"([^"]+)"|([^."]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const [first, ...rest] = names;
  const printed = names.map((name) => (text.includes(`"${name}"`) ? `"${name}"` : name)).join(".");
  if (first === undefined || printed !== text) {
    throw new IdentityError("identity/invalid-configuration", `\`${text}\` is not a path of claim names`);
  }
  return [first, ...rest];
}

/** The value at a path; `undefined` when anything on the way is absent or not an object. */
export function readClaim(claims: JsonObject, path: ClaimPath): Json | undefined {
  let value: Json | undefined = claims;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
