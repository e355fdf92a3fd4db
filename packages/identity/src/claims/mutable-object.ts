import type { Json } from "@orthrus/protocol";

/** Attributes while they are put together. */
export type MutableObject = { [name: string]: Json };
