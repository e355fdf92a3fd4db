// biome-ignore format: one row per cause
const CAUSES: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or directory"],
  ["EACCES", "permission denied"],
  ["EPERM",  "operation not permitted"],
  ["ELOOP",  "too many levels of symbolic links"],
]);

/** Says why a file cannot be opened, in the words that tools know. */
export function openFailure(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = CAUSES.get(code) ?? (error instanceof Error ? error.message : String(error));
  return `failed to open ${path}: open ${path}: ${cause}`;
}

/** Says that a link leads to a folder. */
export function readFailure(path: string): string {
  return `failed to read contents: read ${path}: is a directory`;
}

/** The file is there, but not for us. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "EACCES" || error.code === "EPERM");
}
