import { readFile as readFileCalling } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { classifyFile, type PolicySource, type SourceFile } from "@orthrus/policy";
import { decodeFile } from "../decode-file.ts";
import { fileTooLarge, type StoreLimits, tooMuch } from "../limits.ts";
import { toSource } from "../to-source.ts";
import { isForbidden, openFailure } from "../unreadable-file.ts";
import { fingerprint, isGone, type ListedFile, type Listing } from "./list-files.ts";
import { listOrFail, unreachable } from "./unreachable.ts";

/** Files open at once; more gain nothing and may exceed what the system allows. */
const FILES_AT_ONCE = 64;
/** Reads tried again when a file vanishes between listing and reading it. */
const ATTEMPTS = 5;
/** File systems stamp changes with a clock that ticks every few milliseconds; twice the slowest in use. */
const CLOCK_TICK_MS = 20;

// PERF: half the time of the one in `node:fs/promises` for small files; benchmarks/compile-and-test.ts.
const readFile = promisify(readFileCalling);

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
export async function readFolder(root: string, limits: StoreLimits): Promise<FolderState> {
  for (let attempt = 1; ; attempt++) {
    const listing = await listSettled(root);
    refuseTooMuch(root, listing.files, limits);
    try {
      const source = toSource([...(await readAll(root, listing.files)), ...listing.textless]);
      return { source, fingerprint: fingerprint(listing) };
    } catch (cause) {
      if (!isGone(cause) || attempt === ATTEMPTS) {
        throw unreachable(root, cause);
      }
    }
  }
}

/**
 * Lists once no file is younger than the clock of the file system can tell: a write in the same tick as the listing
 * would leave no trace, and the change would go unnoticed. A folder that is written all the time is taken as it is.
 */
async function listSettled(root: string): Promise<Listing> {
  for (let attempt = 1; ; attempt++) {
    const before = Date.now();
    const listing = await listOrFail(root);
    const isYoung = listing.files.some(({ changedAtMs }) => Math.abs(before - changedAtMs) < CLOCK_TICK_MS);
    if (!isYoung || attempt === ATTEMPTS) return listing;
    await setTimeout(CLOCK_TICK_MS);
  }
}

function refuseTooMuch(root: string, files: readonly ListedFile[], limits: StoreLimits): void {
  let total = 0;
  for (const { path, bytes } of files) {
    total += bytes;
    if (bytes > limits.maxFileBytes) throw fileTooLarge(join(root, path), bytes, limits);
  }
  if (total > limits.maxTotalBytes) throw tooMuch(root, total, limits);
}

async function readAll(root: string, files: readonly ListedFile[]): Promise<readonly SourceFile[]> {
  const sources: SourceFile[] = [];
  for (let start = 0; start < files.length; start += FILES_AT_ONCE) {
    const batch = files.slice(start, start + FILES_AT_ONCE);
    sources.push(...(await Promise.all(batch.map(({ path }) => readOne(root, path)))));
  }
  return sources;
}

async function readOne(root: string, path: string): Promise<SourceFile> {
  try {
    return decodeFile(path, await readFile(join(root, path)));
  } catch (error) {
    if (!isForbidden(error) || classifyFile(path) !== "policy") throw error;
    return { path, text: "", failure: openFailure(path, error) };
  }
}
