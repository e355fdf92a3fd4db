import { FilterError } from "../errors.ts";

/** Shape: `["a", 0]` → `$."a"[0]`, as MySQL and SQLite write it. */
export function jsonPath(path: readonly (string | number)[]): string {
  return `$${path.map((key) => (typeof key === "number" ? `[${key}]` : `."${plainKey(key)}"`)).join("")}`;
}

function plainKey(key: string): string {
  if (!/["\\\0]/.test(key)) return key;
  throw new FilterError("enforcement/invalid-mapping", `the JSON key \`${key}\` cannot be part of a path`);
}
