import { classifyFile, type SourceFile } from "@orthrus/policy";
import { decodeFile } from "../decode-file.ts";
import { StoreError } from "../errors.ts";
import { fileTooLarge, type StoreLimits, tooMuch } from "../limits.ts";

/** One file or folder inside an archive, as the archive tells it. */
export interface Member {
  readonly name: string;
  readonly kind: "file" | "folder" | "link";
  readonly bytes: number;
}

/** Gathers the members of one archive that matter to a reader of policies. */
export class MemberCollection {
  readonly #archive: string;
  readonly #limits: StoreLimits;
  readonly #files = new Map<string, SourceFile>();
  #total = 0;

  constructor(archive: string, limits: StoreLimits) {
    this.#archive = archive;
    this.#limits = limits;
  }

  /**
   * Takes notice of a member. Comes back with its path when its text is wanted.
   *
   * Throws: `store/invalid-archive`, `store/too-large`.
   */
  meet({ name, kind, bytes }: Member): string | undefined {
    const path = this.#pathOf(kind === "folder" ? `${name}/` : name);
    const role = classifyFile(path);
    if (role === "ignored") return undefined;
    if (role === "misplaced-schemas") {
      this.#files.set(path, { path, text: "" });
      return undefined;
    }
    if (kind === "folder") return undefined;
    if (this.#files.has(path)) throw this.invalid(`it has \`${path}\` twice`);
    if (kind === "link") {
      // SECURITY: what it would have led to may be what denies.
      const failure = `failed to open ${path}: links inside archives are not followed`;
      if (role === "policy") this.#files.set(path, { path, text: "", failure });
      return undefined;
    }
    if (bytes > this.#limits.maxFileBytes)
      throw fileTooLarge(`${this.#archive}/${path}`, bytes, this.#limits);
    this.#total += bytes;
    if (this.#total > this.#limits.maxTotalBytes) throw tooMuch(this.#archive, this.#total, this.#limits);
    return path;
  }

  add(path: string, content: Buffer): void {
    this.#files.set(path, decodeFile(path, content));
  }

  files(): readonly SourceFile[] {
    return [...this.#files.values()];
  }

  invalid(reason: string, cause?: unknown): StoreError {
    return new StoreError("store/invalid-archive", `archive \`${this.#archive}\` cannot be used: ${reason}`, {
      cause,
    });
  }

  /** Nothing is written, but a path is also a name: two must not mean the same place, and none a place outside. */
  #pathOf(name: string): string {
    const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
    if (name.startsWith("/") || /^[A-Za-z]:/.test(name) || name.includes("\\") || segments.includes("..")) {
      throw this.invalid(`the path \`${name}\` leads out of it`);
    }
    return segments.join("/") + (name.endsWith("/") ? "/" : "");
  }
}
