import type { ClassicLevel } from "classic-level";
import { StartError } from "../../start-error.ts";

/** The class of the database. Throws: `server/package-missing`, also where it does not run on this system. */
export async function loadLevel(): Promise<typeof ClassicLevel> {
  try {
    return (await import("classic-level")).ClassicLevel;
  } catch (cause) {
    const message = "the audit backend [local] needs the package `classic-level`: install it";
    throw new StartError("server/package-missing", `failed to create audit log: ${message}`, { cause });
  }
}
