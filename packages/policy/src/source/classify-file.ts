/**
 * What a file of a store is for.
 *
 * `misplaced-schemas` is a `_schemas` directory below the root, which is reported, not read.
 */
export type FileRole = "policy" | "schema" | "test-suite" | "test-fixture" | "misplaced-schemas" | "ignored";

/**
 * Tells by its path what a file of a store is for.
 *
 * Shape: `acme/album.yaml` → `policy`; `acme/album_test.yaml` → `test-suite`; `testdata/principals.yaml` →
 * `test-fixture`; `_schemas/album.json` → `schema`; `.git/config.yaml` → `ignored`.
 */
export function classifyFile(path: string): FileRole {
  const segments = path.split("/");
  const name = segments.at(-1) ?? "";
  const folders = segments.slice(0, -1);
  if (segments.some((segment) => segment.startsWith("."))) return "ignored";
  if (folders[0] === "_schemas") return name.endsWith(".json") ? "schema" : "ignored";
  if (folders.includes("testdata")) return isDocument(name) ? "test-fixture" : "ignored";
  if (folders.includes("_schemas")) return "misplaced-schemas";
  if (!isDocument(name)) return "ignored";
  return /_test\.[^.]+$/i.test(name) ? "test-suite" : "policy";
}

/** Compares paths in the order a walk of the store meets them: directory by directory, names by code unit. */
export function compareInWalkOrder(left: string, right: string): number {
  const a = left.split("/");
  const b = right.split("/");
  const shared = Math.min(a.length, b.length);
  for (let depth = 0; depth < shared; depth++) {
    const x = a[depth] ?? "";
    const y = b[depth] ?? "";
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

function isDocument(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}
