import { ORTHRUS_VERSION } from "@orthrus/protocol";

/** What `--version` prints: the version on the first line, then what it was compatible with and runs on. */
export function versionText(): string {
  return `${[ORTHRUS_VERSION, "Compatible with: Cerbos 0.55", `Node.js version: ${process.version}`].join("\n")}\n`;
}
