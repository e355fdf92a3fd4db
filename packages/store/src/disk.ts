export { type ArchiveFormat, archiveFormat } from "./archive/archive-format.ts";
export { decodeFile } from "./decode-file.ts";
export { type DiskStoreOptions, diskStore } from "./disk/disk-store.ts";
