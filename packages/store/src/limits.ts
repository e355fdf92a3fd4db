import { StoreError } from "./errors.ts";

/** What a store reads at most, so that a wrong path or a hostile archive does not fill the memory. */
export interface StoreLimits {
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

export function fileTooLarge(path: string, bytes: number, { maxFileBytes }: StoreLimits): StoreError {
  const message = `\`${path}\` has ${bytes} bytes, more than the ${maxFileBytes} allowed for one file`;
  return new StoreError("store/too-large", `${message}; split it, or raise \`maxFileBytes\``);
}

/** `bytes` may be all there are, or what was read when the limit was passed. */
export function tooMuch(root: string, bytes: number, { maxTotalBytes }: StoreLimits): StoreError {
  const message = `the files of \`${root}\` have ${bytes} bytes, more than the ${maxTotalBytes} allowed`;
  return new StoreError("store/too-large", `${message}; is it the right one? or raise \`maxTotalBytes\``);
}
