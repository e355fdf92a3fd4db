import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { classifyFile, type SourceFile } from "@orthrus/policy";
import { openFailure, readFailure } from "../unreadable-file.ts";

/** What a walk of a folder finds, without reading any file. */
export interface Listing {
  readonly files: readonly ListedFile[];
  /** Every folder that was walked, the root included. */
  readonly folders: readonly ListedFolder[];
  /** What is part of the state but has no text: unreadable policies and misplaced folders of schemas. */
  readonly textless: readonly SourceFile[];
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
 * Throws: what the file system throws; what vanishes during the walk is left out.
 */
export async function listFiles(root: string): Promise<Listing> {
  const files: ListedFile[] = [];
  const folders: ListedFolder[] = [];
  const textless: SourceFile[] = [];
  await walk("");
  return { files, folders, textless };

  async function walk(folder: string): Promise<void> {
    const absolute = join(root, folder);
    const mayBeGone = unlessGone(folder !== "");
    const found = await stat(absolute).catch(mayBeGone);
    const entries = await readdir(absolute, { withFileTypes: true }).catch(mayBeGone);
    if (!found || !entries) return;
    folders.push({ path: absolute, inode: found.ino });
    const visible = entries.filter(({ name }) => !name.startsWith("."));
    // PERF: together, because each question costs a round trip to another thread; benchmarks/compile-and-test.ts.
    await Promise.all(
      visible.map((entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) return enter(`${path}/`);
        return classifyFile(path) === "ignored" ? undefined : add(path);
      }),
    );
  }

  async function enter(path: string): Promise<void> {
    if (classifyFile(path) === "misplaced-schemas") textless.push({ path, text: "" });
    else await walk(path.slice(0, -1));
  }

  async function add(path: string): Promise<void> {
    const found = await stat(join(root, path)).catch(async (error: unknown) => {
      if (await isLink(path)) return refuse(path, openFailure(path, error));
      return unlessGone(true)(error);
    });
    if (!found) return;
    // Only a link gets here: what it leads to is no file.
    if (!found.isFile()) return found.isDirectory() ? refuse(path, readFailure(path)) : undefined;
    files.push({
      path,
      bytes: found.size,
      changedAtMs: found.ctimeMs,
      stamp: `${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}`,
    });
  }

  // SECURITY: what it would have led to may be what denies; a file that has just gone is another matter.
  function refuse(path: string, failure: string): undefined {
    if (classifyFile(path) === "policy") textless.push({ path, text: "", failure });
  }

  async function isLink(path: string): Promise<boolean> {
    const found = await lstat(join(root, path)).catch(() => undefined);
    return found?.isSymbolicLink() ?? false;
  }
}

function unlessGone(mayBeGone: boolean): (error: unknown) => undefined {
  return (error) => {
    if (mayBeGone && isGone(error)) return undefined;
    throw error;
  };
}

/** Names a listing: equal ones list the same files with the same contents, as far as the file system tells. */
export function fingerprint({ files, textless }: Listing): string {
  const stamps = files.map(({ path, stamp }) => `${path}\0${stamp}`);
  return [...stamps, ...textless.map(({ path, failure = "" }) => `${path}\0${failure}`)].sort().join("\n");
}

/** A file or folder that was there a moment ago. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
