import { OrthrusError } from "@orthrus/protocol";

export type StoreErrorCode = "store/unreachable" | "store/too-large" | "store/invalid-archive";

/** A store cannot be read. */
export class StoreError extends OrthrusError<StoreErrorCode> {}
