import type { Principal } from "@orthrus/protocol";
import type { VerifiedIdentity } from "../verified-identity.ts";
import type { MappingRow } from "./claim-mapping.ts";

/** What an application changes about the mapping of a provider, in three strengths. */
export interface PrincipalOverrides {
  /**
   * Further attributes by claim path; they win over the provider's. `false` leaves an attribute out.
   *
   * Shape: `{ clearance: "metadata.clearance", email: false }`
   */
  readonly attributes?: { readonly [name: string]: string | false };
  /** A claim path whose roles are added, or a function whose roles replace the provider's. The baseline role stays. */
  readonly roles?: string | ((identity: VerifiedIdentity) => readonly string[]);
  /** Full control; gets what would have been the principal. The result is validated. */
  readonly principal?: (identity: VerifiedIdentity, draft: Principal) => Principal;
  /** Never from a token. */
  readonly policyVersion?: string;
}

/** The path table as mapping rows. */
export function overrideRows({ attributes = {} }: PrincipalOverrides): readonly MappingRow[] {
  return Object.entries(attributes).flatMap(([name, from]) =>
    from === false ? [] : [{ from, to: `attr.${name}` as const, type: "json" as const }],
  );
}
