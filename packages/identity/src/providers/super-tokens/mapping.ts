import type { Json, JsonObject } from "@orthrus/protocol";
import type { ClaimDecoder, ClaimMapping } from "../../claims/claim-mapping.ts";
import { isObject } from "../../claims/claim-path.ts";
import { claimValue } from "./claim-value.ts";

const wrapped: ClaimDecoder = {
  name: "value of a claim",
  decode: ([claim]) => (isObject(claim) && claimValue(claim) !== claim ? claimValue(claim) : undefined),
};
const factors: ClaimDecoder = {
  name: "names of factors",
  decode: ([times]) => (isObject(times) ? Object.keys(times) : undefined),
};
const notPublic: ClaimDecoder = {
  name: "unless `public`",
  decode: ([tenant]) => (tenant === "public" ? undefined : tenant),
};
const anyTenant: ClaimDecoder = { name: "any", decode: ([tenant]) => tenant };
const impersonator: ClaimDecoder = {
  name: "who impersonates",
  decode: ([isImpersonation, by]) => impersonatorOf(isImpersonation ?? null, by ?? null),
};

/** How a session becomes a principal. */
export function superTokensMapping(keepsPublicTenant: boolean): ClaimMapping {
  const tenant = keepsPublicTenant ? anyTenant : notPublic;
  return {
    // biome-ignore format: one row per target
    rows: [
      { from: "sub",                                to: "id",                       type: "string" },
      { from: "st-role",                            to: "roles",                    type: "strings", decode: wrapped, absentHint: "turn on the recipe UserRoles; it adds the roles of the session's tenant" },
      { from: "st-perm",                            to: "attr.permissions",         type: "strings", decode: wrapped, absentHint: "turn on the recipe UserRoles; it adds the permissions of the session's tenant" },
      { from: "tId",                                to: "attr.tenant",              type: "string",  decode: tenant },
      { from: "tId",                                to: "attr.org.id",              type: "string",  decode: tenant },
      { from: "st-ev",                              to: "attr.emailVerified",       type: "boolean", decode: wrapped, absentHint: "turn on the recipe EmailVerification" },
      { from: "st-mfa.v",                           to: "attr.assurance.mfa",       type: "boolean" },
      { from: "st-mfa.c",                           to: "attr.assurance.factors",   type: "strings", decode: factors },
      { from: "st-mfa.c",                           to: "attr.assurance.factorTimes", type: "object" },
      { from: "rsub",                               to: "attr.idp.recipeUserId",    type: "string" },
      { from: ["isImpersonation", "impersonatedBy"], to: "attr.actor",              type: "object",  decode: impersonator },
    ],
    internal: [
      "sessionHandle",
      "stt",
      "refreshTokenHash1",
      "parentRefreshTokenHash1",
      "antiCsrfToken",
      "st-t-dmns",
    ],
    userEditable: [],
    unwrap: claimValue,
  };
}

/** Without a name there still is an actor: what policies forbid to impersonators stays forbidden. */
function impersonatorOf(isImpersonation: Json, by: Json): JsonObject | undefined {
  if (claimValue(isImpersonation) !== true) return undefined;
  const id = claimValue(by);
  return { ...(typeof id === "string" && id !== "" && { id }), kind: "user" };
}
