import type { SourceFile } from "@orthrus/policy";

/** Lists the files that were added, removed or written, sorted. */
export function changedPaths(before: readonly SourceFile[], after: readonly SourceFile[]): readonly string[] {
  const old = new Map(before.map((file) => [file.path, file]));
  const written = after.filter((file) => !isSame(file, old.get(file.path))).map(({ path }) => path);
  const kept = new Set(after.map(({ path }) => path));
  const removed = before.map(({ path }) => path).filter((path) => !kept.has(path));
  return [...written, ...removed].sort();
}

function isSame(file: SourceFile, other: SourceFile | undefined): boolean {
  return other !== undefined && file.text === other.text && file.failure === other.failure;
}
