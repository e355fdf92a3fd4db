import type { ClaimMapping, MappingRow } from "./claim-mapping.ts";

/**
 * A mapping in words, one line per row.
 *
 * Shape: `["org_id → attr.org.id (string)", "scope or scp → attr.scopes (strings; words, or a list)", "user_metadata: never an attribute"]`
 */
export function describeMapping(mapping: ClaimMapping): readonly string[] {
  return [
    ...mapping.rows.map(describeRow),
    ...mapping.internal.map((claim) => `${claim}: internal to the provider`),
    ...mapping.userEditable.map((claim) => `${claim}: never an attribute, because its subject may write it`),
    "any other claim → an attribute of its name, or attr.claims where that name is taken",
  ];
}

function describeRow({ from, to, type, decode, when }: MappingRow): string {
  const claims = [from].flat().join(decode ? ", " : " or ");
  const details = [type, decode?.name, when && `${when}s only`].filter((detail) => detail !== undefined);
  return `${claims} → ${to} (${details.join("; ")})`;
}
