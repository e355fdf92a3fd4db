import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Root of the checkout, ending in a slash. */
export const root: string = fileURLToPath(new URL("..", import.meta.url));

export interface WorkspacePackage {
  readonly name: string;
  readonly directory: string;
  /** What may be imported: `@orthrus/store`, `@orthrus/store/disk`. */
  readonly entries: readonly string[];
}

/** Every package that is published. */
export function publicPackages(): readonly WorkspacePackage[] {
  return readdirSync(`${root}packages`).flatMap((folder) => {
    const directory = `${root}packages/${folder}`;
    const manifest = JSON.parse(readFileSync(`${directory}/package.json`, "utf8"));
    const paths = Object.keys(manifest.exports ?? {}).filter((path) => !path.endsWith(".json"));
    const entries = paths.map((path) => `${manifest.name}${path.slice(1)}`);
    return manifest.private === true ? [] : [{ name: manifest.name, directory, entries }];
  });
}

/**
 * A fenced block of a Markdown page, found by the comment `<!-- id -->` before it.
 *
 * Throws: when the page has no such block, so that a renamed example cannot go untested.
 */
export function markdownBlock(page: string, id: string): string {
  const text = readFileSync(`${root}${page}`, "utf8");
  const block = new RegExp(`<!-- ${id} -->\\s*\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (block === undefined) throw new Error(`${page} has no block marked <!-- ${id} -->`);
  return block;
}
