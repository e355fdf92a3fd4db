import type { Library } from "../library.ts";
import { addressRangeRow } from "./address-range.ts";
import { collectionRows } from "./collections.ts";
import { hierarchyRows } from "./hierarchy.ts";
import { identityRow } from "./identity.ts";
import { pathRows } from "./paths.ts";
import { requestTimeRows } from "./request-time.ts";
import { spiffeRows } from "./spiffe.ts";

/** Functions that only policies know. */
export const cerbosLibrary: Library = {
  name: "cerbos",
  rows: [
    ...requestTimeRows,
    ...collectionRows,
    addressRangeRow,
    ...hierarchyRows,
    ...spiffeRows,
    ...pathRows,
    identityRow,
  ],
};
