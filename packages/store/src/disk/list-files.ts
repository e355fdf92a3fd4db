import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { classifyFile } from "@orthrus/policy";

/** What a walk of a folder finds, without reading any file. */
export interface Listing {
  readonly files: readonly ListedFile[];
  /** Every folder that was walked, the root included. */
  readonly folders: readonly ListedFolder[];
}

export interface ListedFolder {
  /** Absolute. */
  readonly path: string;
  /** Differs when another folder has taken its place. */
  readonly inode: number;
}

export interface ListedFile {
  /** Relative to the root, with `/` between segments. */
  readonly path: string;
  readonly bytes: number;
  /** When its content, name or owner changed last, by the clock of the file system. */
  readonly changedAtMs: number;
  /** Differs when the file may have other content: identity, size and time of change. */
  readonly stamp: string;
}

/**
 * Lists the files of a policy folder that may matter to a reader, in no particular order. Links to files are
 * followed; links to folders are not, so there are no loops.
 *
 * Throws: what the file system throws, and for links that lead nowhere; what vanishes during the walk is left out.
 */
export async function listFiles(root: string): Promise<Listing> {
  const files: ListedFile[] = [];
  const folders: ListedFolder[] = [];
  await walk("");
  return { files, folders };

  async function walk(folder: string): Promise<void> {
    const absolute = join(root, folder);
    const mayBeGone = unlessGone(folder !== "");
    const found = await stat(absolute).catch(mayBeGone);
    const entries = await readdir(absolute, { withFileTypes: true }).catch(mayBeGone);
    if (!found || !entries) return;
    folders.push({ path: absolute, inode: found.ino });
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else if (classifyFile(path) !== "ignored") await add(path);
    }
  }

  async function add(path: string): Promise<void> {
    const found = await stat(join(root, path)).catch(unlessGone(true));
    if (!found) return refuseDeadLink(path);
    if (!found.isFile()) return;
    files.push({
      path,
      bytes: found.size,
      changedAtMs: found.ctimeMs,
      stamp: `${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}`,
    });
  }

  // SECURITY: what it would have led to may be what denies; a file that has just gone is another matter.
  async function refuseDeadLink(path: string): Promise<void> {
    const link = await lstat(join(root, path)).catch(unlessGone(true));
    if (link?.isSymbolicLink()) throw new Error(`link \`${path}\` leads nowhere`);
  }
}

function unlessGone(mayBeGone: boolean): (error: unknown) => undefined {
  return (error) => {
    if (mayBeGone && isGone(error)) return undefined;
    throw error;
  };
}

/** Names a listing: equal ones list the same files with the same contents, as far as the file system tells. */
export function fingerprint({ files }: Listing): string {
  return files
    .map(({ path, stamp }) => `${path}\0${stamp}`)
    .sort()
    .join("\n");
}

/** A file or folder that was there a moment ago. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
