import { readFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isTestFixtureFile, isTestSuiteFile, type SourceFile } from "@orthrus/policy";
import { archiveFormat, decodeFile, diskStore } from "@orthrus/store/disk";

/**
 * Reads the test suites of a folder and the fixtures beside them. Hidden files and folders count, unlike those of
 * policies, so this is no store; only the insides of `.git` are nobody's tests. Links to folders are not followed.
 * Archives are read as their policies are.
 *
 * Throws: what the file system throws; `StoreError` for archives.
 */
export async function readTestFiles(directory: string): Promise<readonly SourceFile[]> {
  if (archiveFormat(directory) !== undefined) return (await diskStore(directory).read()).files;
  const files: SourceFile[] = [];
  // PERF: nobody else waits for this process, and one by one never opens too many; benchmarks/compile-and-test.ts.
  for (const path of await walk(directory, "")) {
    files.push(decodeFile(path, readFileSync(join(directory, path))));
  }
  return files;
}

async function walk(directory: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(directory, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === ".git" ? [] : walk(directory, path);
      if (!isTestSuiteFile(path) && !isTestFixtureFile(path)) return [];
      const isFile = entry.isFile() || (await stat(join(directory, path))).isFile();
      return isFile ? [path] : [];
    }),
  );
  return found.flat();
}
