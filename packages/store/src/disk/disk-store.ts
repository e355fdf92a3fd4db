import { resolve } from "node:path";
import type { PolicyStore } from "@orthrus/policy";
import { readFolder } from "./read-folder.ts";
import { watchFolder } from "./watch-folder.ts";

export interface DiskStoreOptions {
  /** Whether subscribers hear of changes. Default `true`. */
  readonly watch?: boolean;
  /** Larger files are refused. Default 32 MiB. */
  readonly maxFileBytes?: number;
  /** Folders with more in them are refused. Default 512 MiB. */
  readonly maxTotalBytes?: number;
}

const MEBIBYTE = 1024 * 1024;

/**
 * Makes a store of a folder of policy files. Hidden files and folders are left out; files are `.yaml`, `.yml` and
 * `.json`, schemas below `_schemas`.
 *
 * Throws when read: `store/unreachable` (no such folder, not a folder, not readable), `store/too-large`.
 */
export function diskStore(directory: string, options: DiskStoreOptions = {}): PolicyStore {
  const { watch = true, maxFileBytes = 32 * MEBIBYTE, maxTotalBytes = 512 * MEBIBYTE } = options;
  const root = resolve(directory);
  const stops = new Set<() => void>();
  let lastRead: string | undefined;

  async function read(): ReturnType<PolicyStore["read"]> {
    const state = await readFolder(root, { maxFileBytes, maxTotalBytes });
    lastRead = state.fingerprint;
    return state.source;
  }

  async function close(): Promise<void> {
    for (const stop of stops) stop();
  }

  function subscribe(onChange: () => void, onFailure: (failure: unknown) => void): () => void {
    const stopWatching = watchFolder({ root, lastRead: () => lastRead, onChange, onFailure });
    const stop = (): void => {
      stopWatching();
      stops.delete(stop);
    };
    stops.add(stop);
    return stop;
  }

  return watch ? { read, subscribe, close } : { read, close };
}
