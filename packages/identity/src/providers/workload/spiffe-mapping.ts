import type { Json } from "@orthrus/protocol";
import type { ClaimDecoder, ClaimMapping } from "../../claims/claim-mapping.ts";
import { parseSpiffeId } from "./spiffe-id.ts";

const parts: ClaimDecoder = {
  name: "parts of a SPIFFE id",
  decode: ([sub]: readonly (Json | undefined)[]) => {
    const id = typeof sub === "string" ? parseSpiffeId(sub) : undefined;
    return id && { trustDomain: id.trustDomain, path: id.path };
  },
};

/** Both kinds of SVID, which have the same meaning. */
// biome-ignore format: one row per target
export const SPIFFE_MAPPING: ClaimMapping = {
  rows: [
    { from: "sub", to: "id",                   type: "string" },
    { from: "sub", to: "attr.workload.spiffe", type: "object", decode: parts },
  ],
  internal: [],
  userEditable: [],
};
