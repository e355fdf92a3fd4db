import type { MappingRow } from "../../claims/claim-mapping.ts";

/** Custom claims that operators of Clerk give the usual names; all others keep theirs. */
// biome-ignore format: one row per target
export const customRows: readonly MappingRow[] = [
  { from: "email",          to: "attr.email",         type: "string" },
  { from: "email_verified", to: "attr.emailVerified", type: "boolean" },
  { from: "name",           to: "attr.name",          type: "string" },
];

/** Clerk lets users write these themselves, from the browser. */
export const USER_EDITABLE: readonly string[] = ["unsafe_metadata", "unsafeMetadata"];
