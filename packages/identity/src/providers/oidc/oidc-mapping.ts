import type { ClaimMapping, MappingRow } from "../../claims/claim-mapping.ts";
import { wordList } from "../../claims/decoders.ts";
import type { VerifiedClaims } from "../../verified-identity.ts";
import { GENERIC_ROWS } from "./generic-mapping.ts";
import type { OidcClaimPaths, OidcOptions } from "./oidc-options.ts";
import type { OidcPreset } from "./oidc-preset.ts";

/** The mapping of an issuer: agents, what the application says, what the vendor does, what is the same everywhere. */
export function mappingOf(
  preset: OidcPreset,
  options: OidcOptions,
  agents: ReadonlySet<string>,
): ClaimMapping {
  const clients = [options.clientId ?? []].flat();
  const rows = preset.rows.flatMap((row) =>
    String(row.from).includes("{clientId}")
      ? clients.map((client) => ({ ...row, from: String(row.from).replace("{clientId}", client) }))
      : [row],
  );
  const internal = [...(preset.internal ?? []), ...Object.keys(preset.fixedClaims ?? {})];
  return {
    rows: [...agentRows(agents), ...pathRows(options.claims ?? {}), ...rows, ...GENERIC_ROWS],
    internal,
    userEditable: preset.userEditable ?? [],
  };
}

/** Where the application says its own claims are; roles add up, the others win over the preset. */
function pathRows({
  roles,
  permissions,
  tenant,
  groups,
  entitlements,
}: OidcClaimPaths): readonly MappingRow[] {
  // biome-ignore format: one row per option
  const rows: readonly (readonly [string | undefined, MappingRow["to"], MappingRow["type"]])[] = [
    [roles,        "roles",             "strings"],
    [permissions,  "attr.permissions",  "strings"],
    [tenant,       "attr.tenant",       "string"],
    [tenant,       "attr.org.id",       "string"],
    [groups,       "attr.groups",       "strings"],
    [entitlements, "attr.entitlements", "strings"],
  ];
  return rows.flatMap(([from, to, type]) =>
    from === undefined ? [] : [{ from, to, type, ...(type === "strings" && { decode: wordList }) }],
  );
}

/** A token that an agent has for a user says so by its client. */
function agentRows(agents: ReadonlySet<string>): readonly MappingRow[] {
  if (agents.size === 0) return [];
  const decode = {
    name: "the client, when it is an agent",
    decode: (clients: readonly unknown[], claims: VerifiedClaims) => {
      const client = clients.find((one) => typeof one === "string");
      return claims.act === undefined && typeof client === "string" && agents.has(client)
        ? { id: client, kind: "agent" }
        : undefined;
    },
  };
  return [{ from: ["azp", "client_id"], to: "attr.actor", type: "object", when: "user", decode }];
}
