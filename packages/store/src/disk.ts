export { type DiskStoreOptions, diskStore } from "./disk/disk-store.ts";
