import { StoreError } from "../errors.ts";
import { type Listing, listFiles } from "./list-files.ts";

/** Lists a policy folder. Throws: `store/unreachable`. */
export async function listOrFail(root: string): Promise<Listing> {
  try {
    return await listFiles(root);
  } catch (cause) {
    throw unreachable(root, cause);
  }
}

/** Words why a policy folder cannot be read. */
export function unreachable(root: string, cause: unknown): StoreError {
  return new StoreError("store/unreachable", `policy folder \`${root}\` ${explain(cause)}`, { cause });
}

function explain(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "does not exist";
  if (code === "ENOTDIR") return "is not a folder";
  return `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
}
