import { type FSWatcher, watch } from "node:fs";
import { fingerprint, type ListedFolder, listFiles } from "./list-files.ts";

/** A change is reported when nothing has happened for so long: editors write a file in several steps. */
const SETTLE_MS = 100;
/** Looks again even when the system reported nothing: network mounts and shared folders of containers do not. */
const RESCAN_MS = 10_000;
/** Looks more often while the folder is gone. */
const RETURN_MS = 1_000;

export interface WatchOptions {
  readonly root: string;
  /** Fingerprint of the state that was read last; nothing is news before the first read. */
  readonly lastRead: () => string | undefined;
  readonly onChange: () => void;
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
  let scanning: Promise<void> | undefined;

  lookAgainIn(0);
  return close;

  function close(): void {
    isClosed = true;
    clearTimeout(timer);
    watchAll([]);
  }

  function lookAgainIn(delayMs: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    timer = setTimeout(() => void look(), delayMs);
    timer.unref();
  }

  async function look(): Promise<void> {
    // A hint during a scan waits for it, then looks once more.
    if (scanning) return lookAgainIn(SETTLE_MS);
    scanning = scan();
    await scanning;
    scanning = undefined;
  }

  async function scan(): Promise<void> {
    try {
      const listing = await listFiles(root);
      if (isClosed) return;
      watchAll(listing.folders);
      report(fingerprint(listing));
      lookAgainIn(RESCAN_MS);
    } catch (failure) {
      if (isClosed) return;
      if (!isMissing) onFailure(failure);
      isMissing = true;
      watchAll([]);
      lookAgainIn(RETURN_MS);
    }
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

  function watchAll(folders: readonly ListedFolder[]): void {
    const wanted = new Map(folders.map(({ path, inode }) => [path, inode]));
    for (const [path, { inode }] of watched) if (wanted.get(path) !== inode) forget(path);
    for (const folder of folders) if (!watched.has(folder.path)) watchOne(folder);
  }

  function watchOne({ path, inode }: ListedFolder): void {
    try {
      const watcher = watch(path, { persistent: false }, () => lookAgainIn(SETTLE_MS));
      watched.set(path, { inode, watcher });
      watcher.on("error", () => {
        if (watched.get(path)?.watcher === watcher) forget(path);
        lookAgainIn(SETTLE_MS);
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
