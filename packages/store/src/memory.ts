export { type MemoryStore, memoryStore, type PolicyTexts } from "./memory/memory-store.ts";
