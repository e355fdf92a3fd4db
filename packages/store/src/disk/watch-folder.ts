import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { fingerprint, type ListedFolder } from "./list-files.ts";
import { listOrFail } from "./unreachable.ts";

/** A change is reported when nothing has happened for so long: editors write a file in several steps. */
const SETTLE_MS = 100;
/** A burst that does not end is looked at all the same: something may be writing a log there. */
const LONGEST_BURST_MS = 2_000;
/** Looks again even when the system reported nothing: network mounts and shared folders of containers do not. */
const RESCAN_MS = 10_000;
/** Looking at intervals takes at most this part of the time, however many files there are. */
const RESCAN_SHARE = 0.01;
/** Looks more often while the folder is gone. */
const RETURN_MS = 1_000;

export interface WatchOptions {
  readonly root: string;
  /** Fingerprint of the state that was read last; nothing is news before the first read. */
  readonly lastRead: () => string | undefined;
  readonly onChange: () => void;
  /** Gets a `StoreError`. */
  readonly onFailure: (failure: unknown) => void;
}

interface WatchedFolder {
  readonly inode: number;
  readonly watcher: FSWatcher;
}

/**
 * Watches a policy folder with everything below it. Returns how to stop.
 *
 * Notifications of the system are hints only: after each burst the folder is listed again, and a change is reported
 * when a file was added, removed, replaced or written. So it does not matter how an editor or a deployment writes,
 * and swapped links (as Kubernetes mounts do) count, because the folder that holds them is watched too.
 *
 * Reports a failure once when the folder goes away, and a change when it is back.
 */
export function watchFolder({ root, lastRead, onChange, onFailure }: WatchOptions): () => void {
  const watched = new Map<string, WatchedFolder>();
  let reported: string | undefined;
  let isMissing = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let isScanning = false;
  let burstSince: number | undefined;

  const parent = watchEntry(root, onHint);
  lookAgainIn(0);
  return close;

  function close(): void {
    isClosed = true;
    clearTimeout(timer);
    parent?.close();
    watchAll([]);
  }

  function onHint(): void {
    const now = performance.now();
    burstSince ??= now;
    lookAgainIn(Math.max(0, Math.min(SETTLE_MS, burstSince + LONGEST_BURST_MS - now)));
  }

  function lookAgainIn(delayMs: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => void look(), delayMs);
    timer.unref();
  }

  async function look(): Promise<void> {
    // A hint during a scan waits for it, then looks once more.
    if (isScanning) return lookAgainIn(SETTLE_MS);
    isScanning = true;
    burstSince = undefined;
    const start = performance.now();
    const listing = await listOrFail(root).catch(fail);
    isScanning = false;
    if (isClosed) return;
    const isNewFolder = watchAll(listing?.folders ?? []);
    const rest = listing ? restAfter(performance.now() - start) : RETURN_MS;
    // A folder may have been written between listing and watching it.
    if (isNewFolder) onHint();
    // Hints since the scan began have their own look.
    else if (burstSince === undefined) lookAgainIn(rest);
    if (listing) report(fingerprint(listing));
  }

  function fail(failure: unknown): undefined {
    if (!isMissing && !isClosed) onFailure(failure);
    isMissing = true;
  }

  /** A state is reported once, also when nobody reads it. */
  function report(current: string): void {
    const read = lastRead();
    const isNews = isMissing || (read !== undefined && current !== read && current !== reported);
    isMissing = false;
    if (!isNews) return;
    reported = current;
    onChange();
  }

  /** Returns whether some folder was not watched before. */
  function watchAll(folders: readonly ListedFolder[]): boolean {
    const wanted = new Map(folders.map(({ path, inode }) => [path, inode]));
    for (const [path, { inode }] of watched) if (wanted.get(path) !== inode) forget(path);
    const added = folders.filter(({ path }) => !watched.has(path));
    for (const folder of added) watchOne(folder);
    return added.some(({ path }) => watched.has(path));
  }

  function watchOne({ path, inode }: ListedFolder): void {
    try {
      const watcher = watch(path, { persistent: false }, onHint);
      watched.set(path, { inode, watcher });
      watcher.on("error", () => {
        if (watched.get(path)?.watcher === watcher) forget(path);
        onHint();
      });
    } catch {
      // Too many watches, or gone again: listing at intervals still finds what changes.
    }
  }

  function forget(path: string): void {
    watched.get(path)?.watcher.close();
    watched.delete(path);
  }
}

/** The folder may be a link that is pointed elsewhere, or be replaced: only the folder around it tells. */
function watchEntry(path: string, onHint: () => void): FSWatcher | undefined {
  const name = basename(path);
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_, changed) => {
      if (changed === name) onHint();
    });
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}

function restAfter(scanMs: number): number {
  return Math.max(RESCAN_MS, scanMs / RESCAN_SHARE);
}
