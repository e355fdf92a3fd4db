import type { PolicySource } from "@orthrus/policy";
import { StoreError } from "../errors.ts";
import type { StoreLimits } from "../limits.ts";
import { toSource } from "../to-source.ts";
import type { ArchiveFormat } from "./archive-format.ts";
import { MemberCollection } from "./collect-members.ts";
import { readTar } from "./read-tar.ts";
import { readZip } from "./read-zip.ts";

/**
 * Reads the policies of an archive; nothing is written to disk.
 *
 * Throws: `store/unreachable`, `store/invalid-archive`, `store/too-large`.
 */
export async function readArchive(
  path: string,
  format: ArchiveFormat,
  limits: StoreLimits,
): Promise<PolicySource> {
  const members = new MemberCollection(path, limits);
  try {
    if (format === "zip") await readZip(path, members);
    else await readTar(path, limits, { isZipped: format === "tar.gz", members });
  } catch (cause) {
    throw explained(path, cause, members);
  }
  return toSource(members.files());
}

function explained(path: string, cause: unknown, members: MemberCollection): unknown {
  if (cause instanceof StoreError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!(cause instanceof Error && "syscall" in cause)) return members.invalid(reason, cause);
  const isMissing = "code" in cause && cause.code === "ENOENT";
  const problem = isMissing ? "does not exist" : `cannot be read: ${reason}`;
  return new StoreError("store/unreachable", `policy archive \`${path}\` ${problem}`, { cause });
}
