import { buffer } from "node:stream/consumers";
import { type Entry, openPromise } from "yauzl";
import type { Member, MemberCollection } from "./collect-members.ts";

const MODE_SHIFT = 16;
const FILE_TYPE = 0o170000;
const LINK_TYPE = 0o120000;

/**
 * Reads the members of a zip archive. A member that unpacks to more than it says is damaged.
 *
 * Throws: what the file system, the format and the collection throw.
 */
export async function readZip(path: string, members: MemberCollection): Promise<void> {
  const archive = await openPromise(path);
  try {
    for await (const entry of archive.eachEntry()) {
      const wanted = members.meet(memberOf(entry));
      if (wanted === undefined) continue;
      if (entry.isEncrypted()) throw members.invalid(`\`${wanted}\` is encrypted`);
      members.add(wanted, await buffer(await archive.openReadStreamPromise(entry)));
    }
  } finally {
    archive.close();
  }
}

function memberOf({ fileName, uncompressedSize, externalFileAttributes }: Entry): Member {
  const isLink = ((externalFileAttributes >>> MODE_SHIFT) & FILE_TYPE) === LINK_TYPE;
  const kind = fileName.endsWith("/") ? "folder" : isLink ? "link" : "file";
  return { name: fileName, kind, bytes: uncompressedSize };
}
