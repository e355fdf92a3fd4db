import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/**
 * Reads a file that an author names, relative to a folder.
 *
 * Throws: an `Error` in the reference's words, with the path as it was given.
 */
export function readPolicyText(folder: string, path: string): string {
  try {
    return readFileSync(resolve(folder, path), "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new Error(`open ${path}: no such file or directory`, { cause: error });
    if (code === "EISDIR") throw new Error(`read ${path}: is a directory`, { cause: error });
    throw error;
  }
}
