import type { ClaimMapping } from "./claim-mapping.ts";
import { parseClaimPath } from "./claim-path.ts";
import { NORMALISED_ATTRIBUTES, PROTOCOL_CLAIMS } from "./reserved-names.ts";

/** What a mapping does with a top-level claim. */
export type ClaimUse = "mapped" | "protocol" | "internal" | "withheld" | "apart" | "attribute";

const HIDDEN: ReadonlySet<string> = new Set(["nonce", "at_hash", "c_hash", "s_hash", "cnf"]);
/** Also where no provider says so, because none wants the token. */
const SECRET_NAME = /hash\d*$|csrf/i;

/** Says for each claim what becomes of it. */
export function claimUse(mapping: ClaimMapping): (claim: string) => ClaimUse {
  const mapped = new Set(
    mapping.rows.flatMap(({ from }) => [from].flat().map((path) => parseClaimPath(path)[0])),
  );
  const reserved = new Set([
    ...NORMALISED_ATTRIBUTES,
    ...mapping.rows.flatMap(({ to }) => (to.startsWith("attr.") ? [to.split(".")[1]] : [])),
  ]);
  return (claim) => {
    if (HIDDEN.has(claim) || SECRET_NAME.test(claim) || mapping.internal.includes(claim)) return "internal";
    if (mapped.has(claim)) return "mapped";
    if (PROTOCOL_CLAIMS.includes(claim)) return "protocol";
    if (mapping.userEditable.includes(claim) || claim === "__proto__") return "withheld";
    return reserved.has(claim) || claim.includes("://") ? "apart" : "attribute";
  };
}
