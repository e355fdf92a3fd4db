import { resolve } from "node:path";
import type { JsonObject } from "@orthrus/protocol";
import type { StorageSection } from "../config/storage-section.ts";

/** Where policies come from, as entries say it. */
export interface PolicySourceMembers {
  /** Shape: `{ disk: { directory: "/policies" } }`, a `cerbos.audit.v1.PolicySource`. */
  readonly store: JsonObject;
  /** Of one file. Shape: `{ driver: "disk", source: "album.yaml" }`. */
  readonly ofFile: (file: string) => JsonObject;
}

export function policySourceMembers({ driver, directory }: StorageSection): PolicySourceMembers {
  return {
    store: { disk: { directory: resolve(directory) } },
    ofFile: (file) => ({ driver, source: file }),
  };
}
