export { type ArchiveFormat, archiveFormat } from "./archive/archive-format.ts";
export { type DiskStoreOptions, diskStore } from "./disk/disk-store.ts";
