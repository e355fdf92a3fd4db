import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

// SECURITY: entries name people and what they do.
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const LINE_FEED = 10;

/** A file that only grows. */
export interface AppendFile {
  readonly size: number;
  /** Throws: the system's error; what was written of the text then is not followed by anything on its last line. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file at its end; it and its folder are made when they are missing. Throws: the system's error. */
export async function openAppendFile(path: string): Promise<AppendFile> {
  await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const file = await open(path, "a+", FILE_MODE);
  try {
    const { size } = await file.stat();
    return new GrowingFile(file, size, await endsWithinLine(file, size));
  } catch (failure) {
    await file.close();
    throw failure;
  }
}

/** Of a process that was killed, or a disk that was full. Pipes and devices have no size. */
async function endsWithinLine(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== LINE_FEED;
}

class GrowingFile implements AppendFile {
  readonly #file: FileHandle;
  #size: number;
  /** Ends within a line, which must not get what comes next as its other half. */
  #isTorn: boolean;

  constructor(file: FileHandle, size: number, isTorn: boolean) {
    this.#file = file;
    this.#size = size;
    this.#isTorn = isTorn;
  }

  get size(): number {
    return this.#size;
  }

  async append(text: string): Promise<void> {
    const bytes = Buffer.from(this.#isTorn ? `\n${text}` : text);
    let written = 0;
    try {
      while (written < bytes.length) {
        written += (await this.#file.write(bytes, written)).bytesWritten;
      }
    } finally {
      if (written > 0) this.#isTorn = bytes[written - 1] !== LINE_FEED;
      this.#size += written;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
