import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PolicySource, SourceFile } from "@orthrus/policy";
import { StoreError } from "../errors.ts";
import { fingerprint, isGone, type ListedFile, listFiles } from "./list-files.ts";

/** Files open at once; more gain nothing and may exceed what the system allows. */
const FILES_AT_ONCE = 64;
/** Reads tried again when a file vanishes between listing and reading it. */
const ATTEMPTS = 5;

export interface FolderState {
  readonly source: PolicySource;
  /** Of the listing that was read; a later listing with another one has news. */
  readonly fingerprint: string;
}

/**
 * Reads one state of a policy folder.
 *
 * Throws: `store/unreachable`, `store/too-large`.
 */
export async function readFolder(root: string, maxFileBytes: number): Promise<FolderState> {
  for (let attempt = 1; ; attempt++) {
    const listing = await listOrFail(root);
    for (const file of listing.files) refuseLargeFile(root, file, maxFileBytes);
    try {
      const source = toSource(await readAll(root, listing.files));
      return { source, fingerprint: fingerprint(listing) };
    } catch (cause) {
      if (!isGone(cause) || attempt === ATTEMPTS) {
        throw new StoreError(
          "store/unreachable",
          `policy folder \`${root}\` cannot be read: ${reason(cause)}`,
          { cause },
        );
      }
    }
  }
}

async function listOrFail(root: string): ReturnType<typeof listFiles> {
  try {
    return await listFiles(root);
  } catch (cause) {
    throw new StoreError("store/unreachable", unreachable(root, cause), { cause });
  }
}

function unreachable(root: string, cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return `policy folder \`${root}\` does not exist`;
  if (code === "ENOTDIR") return `policy folder \`${root}\` is not a folder`;
  return `policy folder \`${root}\` cannot be read: ${reason(cause)}`;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function refuseLargeFile(root: string, { path, bytes }: ListedFile, maxFileBytes: number): void {
  if (bytes <= maxFileBytes) return;
  const message = `\`${join(root, path)}\` has ${bytes} bytes, more than the ${maxFileBytes} allowed for one file`;
  throw new StoreError("store/too-large", `${message}; split it, or raise \`maxFileBytes\``);
}

async function readAll(root: string, files: readonly ListedFile[]): Promise<readonly SourceFile[]> {
  const sources: SourceFile[] = [];
  for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
    const batch = files.slice(start, start + FILES_AT_ONCE);
    sources.push(
      ...(await Promise.all(batch.map(async ({ path }) => ({ path, text: await readText(root, path) })))),
    );
  }
  return sources;
}

function readText(root: string, path: string): Promise<string> {
  return readFile(join(root, path), "utf8");
}

/** The revision is a hash of paths and contents, so folders with the same files have the same one. */
function toSource(files: readonly SourceFile[]): PolicySource {
  const hash = createHash("sha256");
  for (const { path, text } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path.length}:${path}${text.length}:`).update(text);
  }
  return { revision: hash.digest("hex"), files };
}
