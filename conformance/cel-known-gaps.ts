/** A case of the CEL specification that expressions of policies deliberately or still do not meet. */
export interface CelGap {
  /** `file/section/test` of the specification's simple tests. */
  readonly name: string;
  readonly reason: string;
}

/** Files of the specification about things no policy can use. */
export const celSkippedFiles: ReadonlyMap<string, string> = new Map([
  ["block_ext", "the reference does not enable cel.block"],
  ["dynamic", "constructs messages"],
  ["enums", "uses enumerations of messages"],
  ["proto2", "constructs messages"],
  ["proto2_ext", "the reference does not enable extension fields"],
  ["proto3", "constructs messages"],
  ["unknowns", "holds no cases"],
  ["wrappers", "constructs messages"],
]);

export const celKnownGaps: readonly CelGap[] = [];
