import type { FileRotation } from "../../config/audit-section.ts";
import { type AppendFile, openAppendFile } from "./append-file.ts";
import type { LineSink } from "./line-sink.ts";
import { removeOldFiles, setAside } from "./rotated-files.ts";

const MEGABYTE = 1024 * 1024;
const DEFAULT_MAX_MEGABYTES = 100;

export interface FileSinkOptions {
  readonly rotation: FileRotation | undefined;
  /** Hears why a full file could not be set aside; it goes on growing then. */
  readonly onRotationFailure: (failure: unknown) => void;
}

/**
 * Writes to a file, which becomes another one when it is full, if rotation is wanted. A file that can no longer be
 * written to is opened again for the next lines.
 *
 * Throws: the system's error when the file cannot be opened now.
 */
export async function openFileSink(path: string, options: FileSinkOptions): Promise<LineSink> {
  const sink = new FileSink(path, options);
  await sink.open();
  return sink;
}

class FileSink implements LineSink {
  readonly #path: string;
  readonly #options: FileSinkOptions;
  readonly #maxBytes: number;
  #file: AppendFile | undefined;

  constructor(path: string, options: FileSinkOptions) {
    this.#path = path;
    this.#options = options;
    const { rotation } = options;
    const megabytes = rotation && (rotation.maxFileSizeMB || DEFAULT_MAX_MEGABYTES);
    this.#maxBytes = (megabytes ?? Number.POSITIVE_INFINITY) * MEGABYTE;
  }

  async open(): Promise<AppendFile> {
    this.#file ??= await openAppendFile(this.#path);
    return this.#file;
  }

  async write(lines: readonly string[]): Promise<void> {
    try {
      for (const { size, text } of partsOf(lines, this.#maxBytes)) {
        const { size: before } = await this.open();
        if (before > 0 && before + size > this.#maxBytes) await this.#rotate();
        await (await this.open()).append(text);
      }
    } catch (failure) {
      await this.close().catch(() => undefined);
      throw failure;
    }
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #rotate(): Promise<void> {
    await this.close();
    try {
      await setAside(this.#path);
      if (this.#options.rotation) await removeOldFiles(this.#path, this.#options.rotation);
    } catch (failure) {
      this.#options.onRotationFailure(failure);
    }
  }
}

/** What is written together: everything, unless a file has a limit. */
function partsOf(
  lines: readonly string[],
  maxBytes: number,
): readonly { readonly size: number; readonly text: string }[] {
  if (maxBytes === Number.POSITIVE_INFINITY) return [{ size: 0, text: lines.join("") }];
  return lines.map((text) => ({ size: Buffer.byteLength(text), text }));
}
