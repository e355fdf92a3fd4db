/**
 * Where policies live. Stores implement it and the engine's reload consumes it; neither knows the other.
 *
 * Throws: a store's own failure class when it cannot be read; a store never reports problems of policy text.
 */
export interface PolicyStore {
  /** Reads every file of one state of the store. */
  read(): Promise<PolicySource>;
  /**
   * Calls back after a change, once per settled burst. The listener reads again by itself.
   * Returns how to stop. Stores that cannot change leave it out.
   */
  subscribe?(onChange: () => void, onFailure: (failure: unknown) => void): () => void;
  close?(): Promise<void>;
}

/** One state of a store. */
export interface PolicySource {
  /** Names the state: equal revisions have equal files. */
  readonly revision: string;
  /** In no particular order; readers sort. A `_schemas` folder in the wrong place is here too: `acme/_schemas/`. */
  readonly files: readonly SourceFile[];
}

export interface SourceFile {
  /** Relative to the root of the store, with `/` between segments: `acme/album.yaml`, `_schemas/album.json`. */
  readonly path: string;
  readonly text: string;
  /** Why the text cannot be used; it is empty then, or shows where. */
  readonly failure?: string;
  /** Offset into the text of what is wrong with it. */
  readonly failureAt?: number;
}
