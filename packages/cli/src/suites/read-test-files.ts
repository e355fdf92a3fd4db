import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isTestFixtureFile, isTestSuiteFile, type SourceFile } from "@orthrus/policy";

/**
 * Reads the test suites of a folder and the fixtures beside them. Hidden files and folders count, unlike those of
 * policies, so this is no store; only the insides of `.git` are nobody's tests. Links to folders are not followed.
 *
 * Throws: what the file system throws.
 */
export async function readTestFiles(directory: string): Promise<readonly SourceFile[]> {
  const paths = await walk(directory, "");
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(directory, path), "utf8") })),
  );
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
