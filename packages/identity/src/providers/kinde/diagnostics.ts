import type { JsonObject } from "@orthrus/protocol";
import { BASELINE_ROLES } from "../../claims/reserved-names.ts";
import { decodeFlags } from "./feature-flags.ts";
import { roleKeysOf } from "./mapping.ts";

/**
 * What an operator wants to know about the claims of a token, though it was accepted.
 *
 * Shape: one sentence each; codes of flags, never values.
 */
export function kindeDiagnostics(claims: JsonObject): readonly string[] {
  const flags = decodeFlags(claims.feature_flags ?? claims["x-hasura-feature-flags"]);
  const roles = roleKeysOf(claims.roles ?? claims["x-hasura-roles"]) ?? [];
  return [
    ...roles
      .filter((key) => BASELINE_ROLES.includes(key))
      .map(
        (key) =>
          `the role \`${key}\` is left out; its name says how somebody was verified, so give it another key`,
      ),
    ...(flags?.mismatched ?? []).map(
      (code) => `the value of feature flag \`${code}\` is not of its type; it is left out`,
    ),
    ...(Object.hasOwn(claims, "permissions") ||
    Object.hasOwn(claims, "x-hasura-permissions") ||
    !isOfUser(claims)
      ? []
      : ["a token has no `permissions`; a workflow may have removed them, which is not the same as none"]),
  ];
}

function isOfUser({ sub, org_code }: JsonObject): boolean {
  return sub !== undefined && org_code !== undefined;
}
