export { type ArchiveFormat, archiveFormat } from "./archive/archive-format.ts";
export { type DiskStoreOptions, diskStore } from "./disk/disk-store.ts";
export { StoreError, type StoreErrorCode } from "./errors.ts";
export { type MemoryStore, memoryStore, type PolicyTexts } from "./memory/memory-store.ts";
