import type { Json } from "@orthrus/protocol";
import type { IdentityKind, VerifiedClaims } from "../verified-identity.ts";

/**
 * How the claims of one provider become principal fields: data, so that it can be printed, checked at start and compared.
 *
 * Shape: `{ rows: [{ from: "org_id", to: "attr.org.id", type: "string" }], internal: ["sid"], userEditable: [] }`
 */
export interface ClaimMapping {
  /** Applied in order; of rows with the same target the first that finds a value wins, except for `roles`, which add up. */
  readonly rows: readonly MappingRow[];
  /** Top-level claims, beside the registered ones, that are nobody's attribute: session ids, token hashes. */
  readonly internal: readonly string[];
  /** Top-level claims that their subject may write. Never attributes, under any name. */
  readonly userEditable: readonly string[];
  /** Applied to each remaining claim before it is promoted, such as taking the value out of `{ v, t }`. */
  readonly unwrap?: (value: Json) => Json;
}

/**
 * One claim, or several that are decoded together, and the place it goes to.
 *
 * Shape: `{ from: "realm_access.roles", to: "roles", type: "strings" }`. Paths are dotted; a claim whose name has a dot
 * is quoted, `"kubernetes.io".namespace`; a URL is one name.
 */
export interface MappingRow {
  readonly from: string | readonly string[];
  /** `id`, `roles`, or `attr.` and a dotted name. */
  readonly to: MappingTarget;
  readonly type: AttributeType;
  /** From the claims at `from`, in order, to a value of `type`; `undefined` leaves the target absent. */
  readonly decode?: ClaimDecoder;
  /** Absent: for both. */
  readonly when?: IdentityKind;
  /** For diagnostics: what an operator turns on so that the claim appears. */
  readonly absentHint?: string;
}

export type MappingTarget = "id" | "roles" | `attr.${string}`;

/** `strings` is a list of them; `json` is anything. */
export type AttributeType = "string" | "strings" | "number" | "boolean" | "object" | "json";

/** A decoder has a name, so that a printed mapping says what happens to the value. */
export interface ClaimDecoder {
  readonly name: string;
  decode(values: readonly (Json | undefined)[], claims: VerifiedClaims): Json | undefined;
}
