/** Version of this package; a test compares it with the manifest. */
export const VERSION = "0.1.0";

/** What `--version` prints: the version on the first line, then what it was compatible with and runs on. */
export function versionText(): string {
  return `${[VERSION, "Compatible with: Cerbos 0.55", `Node.js version: ${process.version}`].join("\n")}\n`;
}
