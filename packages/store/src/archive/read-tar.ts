import { createReadStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { StoreError } from "../errors.ts";
import { type StoreLimits, tooMuch } from "../limits.ts";
import type { Member, MemberCollection } from "./collect-members.ts";

// biome-ignore format: one row per type of tar members; the rest are devices
const KINDS: ReadonlyMap<Header["type"], Member["kind"]> = new Map([
  ["file",            "file"],
  ["contiguous-file", "file"],
  ["directory",       "folder"],
  ["symlink",         "link"],
  ["link",            "link"],
]);

/** Reads the members of a tar archive. Throws: what the file system, the format and the collection throw. */
export async function readTar(
  path: string,
  limits: StoreLimits,
  { isZipped, members }: { readonly isZipped: boolean; readonly members: MemberCollection },
): Promise<void> {
  const unpacked = extract();
  const bytes = createReadStream(path);
  const flowing = isZipped
    ? pipeline(bytes, createGunzip(), atMost(path, limits), unpacked)
    : pipeline(bytes, atMost(path, limits), unpacked);
  const taking = (async () => {
    for await (const entry of unpacked) {
      const wanted = members.meet(memberOf(entry.header));
      if (wanted === undefined) entry.resume();
      else members.add(wanted, await contentOf(entry));
    }
  })();
  const [flow, take] = await Promise.allSettled([flowing, taking]);
  // Each end fails when the other does; what we refuse ourselves is the better reason.
  if (take.status === "rejected" && take.reason instanceof StoreError) throw take.reason;
  if (flow.status === "rejected") throw flow.reason;
  if (take.status === "rejected") throw take.reason;
}

function memberOf({ name, type, size }: Header): Member {
  return { name, kind: KINDS.get(type) ?? "link", bytes: size };
}

async function contentOf(entry: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** SECURITY: a small zipped file may unpack to terabytes of members that nobody wants. */
function atMost(path: string, limits: StoreLimits): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      total += chunk.length;
      if (total > limits.maxTotalBytes) done(tooMuch(path, total, limits));
      else done(null, chunk);
    },
  });
}
