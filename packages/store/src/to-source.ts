import { createHash } from "node:crypto";
import type { PolicySource, SourceFile } from "@orthrus/policy";

/** Makes a state of files. Its revision is a hash of paths and contents, so stores with the same files have the same one. */
export function toSource(files: readonly SourceFile[]): PolicySource {
  const hash = createHash("sha256");
  for (const { path, text, failure = "" } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path.length}:${path}${text.length}:`).update(text).update(failure);
  }
  return { revision: hash.digest("hex"), files };
}
