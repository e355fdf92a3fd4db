import { resolve } from "node:path";
import type { PolicyStore } from "@orthrus/policy";
import { archiveFormat } from "../archive/archive-format.ts";
import { readFolder } from "./read-folder.ts";
import { watchFolder } from "./watch-folder.ts";

export interface DiskStoreOptions {
  /** Whether subscribers hear of changes. Default `true`. */
  readonly watch?: boolean;
  /** Larger files are refused. Default 32 MiB. Unpacked size, as the next one. */
  readonly maxFileBytes?: number;
  /** Folders with more in them are refused. Default 512 MiB. */
  readonly maxTotalBytes?: number;
}

const MEBIBYTE = 1024 * 1024;

/**
 * Makes a store of a folder of policy files, or of an archive of one: `.zip`, `.tar`, `.tgz` or `.tar.gz`. Hidden files
 * and folders are left out; files are `.yaml`, `.yml` and `.json`, schemas below `_schemas`. Archives are not watched.
 *
 * Throws when read: `store/unreachable` (missing, neither folder nor archive, not readable), `store/too-large`,
 * `store/invalid-archive`.
 */
export function diskStore(directory: string, options: DiskStoreOptions = {}): PolicyStore {
  const { watch = true, maxFileBytes = 32 * MEBIBYTE, maxTotalBytes = 512 * MEBIBYTE } = options;
  const limits = { maxFileBytes, maxTotalBytes };
  const root = resolve(directory);
  const format = archiveFormat(root);
  if (format !== undefined) {
    // Most stores are folders; the readers of archives are loaded when there is one.
    return {
      read: async () => (await import("../archive/read-archive.ts")).readArchive(root, format, limits),
    };
  }
  const stops = new Set<() => void>();
  let lastRead: string | undefined;

  async function read(): ReturnType<PolicyStore["read"]> {
    const state = await readFolder(root, limits);
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
