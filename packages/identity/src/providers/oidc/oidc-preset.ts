import type { MappingRow } from "../../claims/claim-mapping.ts";

/** What differs between issuers, as data. `{issuer}`, `{clientId}` and `{tenant}` stand for configured values. */
export interface OidcPreset {
  /** What `iss` looks like; a configured issuer that does not is refused at start. Its first group is `{tenant}`. */
  readonly issuer: RegExp;
  /** Absent: by discovery. */
  readonly keySet?: string;
  /** RS256 and ES256 unless given. */
  readonly algorithms?: readonly string[];
  /** `none`: tokens carry none, and `clientId` is compared with `clientClaim`. */
  readonly audience: "required" | "none";
  readonly clientClaim?: string;
  /** Claims with the one value that access tokens have, such as `token_use`. */
  readonly fixedClaims?: { readonly [claim: string]: string };
  readonly sessionClaim?: string;
  /** A claim that only machines have, with its value; beside `gty` and a subject that is the client. */
  readonly machine?: { readonly claim: string; readonly value: string };
  /** Before the generic rows. */
  readonly rows: readonly MappingRow[];
  readonly internal?: readonly string[];
  readonly userEditable?: readonly string[];
}
