export type ArchiveFormat = "zip" | "tar" | "tar.gz";

// biome-ignore format: one row per suffix
const SUFFIXES: readonly (readonly [suffix: string, format: ArchiveFormat])[] = [
  [".zip",    "zip"],
  [".tar",    "tar"],
  [".tgz",    "tar.gz"],
  [".tar.gz", "tar.gz"],
];

/** Tells by its name alone whether a path is that of an archive, and of which kind. */
export function archiveFormat(path: string): ArchiveFormat | undefined {
  return SUFFIXES.find(([suffix]) => path.endsWith(suffix))?.[1];
}
