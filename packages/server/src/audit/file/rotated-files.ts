import { readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { FileRotation } from "../../config/audit-section.ts";

const DAY_MS = 86_400_000;

/** Renames a full file by the time. Shape: `audit.log` → `audit-2026-11-20T16-18-51.858.log`. */
export async function setAside(path: string): Promise<void> {
  let at = Date.now();
  while (await exists(asidePath(path, at))) at += 1;
  await rename(path, asidePath(path, at));
}

/** Removes what is too old, and of the rest what is too much, the oldest first; 0 is no limit. */
export async function removeOldFiles(
  path: string,
  { maxFileAgeDays, maxFileCount }: FileRotation,
): Promise<void> {
  const newestFirst = (await filesSetAside(path)).toReversed();
  const oldest = maxFileAgeDays > 0 ? Date.now() - maxFileAgeDays * DAY_MS : Number.NEGATIVE_INFINITY;
  const kept = maxFileCount > 0 ? maxFileCount : newestFirst.length;
  const unwanted = newestFirst.filter(({ atMs }, place) => place >= kept || atMs < oldest);
  await Promise.all(unwanted.map((file) => rm(file.path, { force: true })));
}

/** Oldest first. */
async function filesSetAside(
  path: string,
): Promise<readonly { readonly path: string; readonly atMs: number }[]> {
  const { start, end } = nameParts(path);
  const names = (await readdir(dirname(path))).sort();
  return names.flatMap((name) => {
    if (!name.startsWith(start) || !name.endsWith(end)) return [];
    const atMs = parseTime(name.slice(start.length, name.length - end.length));
    return Number.isNaN(atMs) ? [] : [{ path: join(dirname(path), name), atMs }];
  });
}

function asidePath(path: string, atMs: number): string {
  const { start, end } = nameParts(path);
  const time = new Date(atMs).toISOString().slice(0, -1).replaceAll(":", "-");
  return join(dirname(path), `${start}${time}${end}`);
}

function nameParts(path: string): { readonly start: string; readonly end: string } {
  const end = extname(path);
  return { start: `${basename(path, end)}-`, end };
}

function parseTime(text: string): number {
  const [, day, hour, minute, second] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})$/.exec(text) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
