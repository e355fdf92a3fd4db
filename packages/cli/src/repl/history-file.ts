import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const LONGEST = 1000;

/** Where inputs are kept when nothing else was asked for: below the data directory of the user. */
export function defaultHistoryPath(environment: Readonly<Record<string, string | undefined>>): string {
  const data = environment.XDG_DATA_HOME || join(homedir(), ".local", "share");
  return join(data, "orthrus", ".orthrus_repl_history");
}

/** Inputs of earlier sessions, the latest first; none when there is no file that can be read. */
export function readHistory(path: string): readonly string[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.filter((line) => line !== "").reverse();
  } catch {
    return [];
  }
}

/**
 * Keeps the latest thousand inputs, for nobody but the user to read: they hold attributes of people.
 *
 * A file that cannot be written costs the history and nothing else.
 */
export function writeHistory(path: string, latestFirst: readonly string[]): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(
      path,
      [...latestFirst.slice(0, LONGEST)]
        .reverse()
        .map((line) => `${line}\n`)
        .join(""),
      {
        mode: 0o600,
      },
    );
    chmodSync(path, 0o600);
  } catch {
    // The session is worth more than its history.
  }
}
