import { nearestName } from "@orthrus/policy";
import { ConfigError } from "./config-error.ts";
import { type ConfigNode, isNull } from "./config-node.ts";
import { block, boolean, decodeSection, openBlock, text } from "./decode.ts";
import { strangeKeys } from "./strange-keys.ts";

/** The store in use. */
export interface StorageSection {
  readonly driver: "disk";
  /** `""` is the working directory. */
  readonly directory: string;
  readonly watchForChanges: boolean;
}

/** Drivers of the configuration format that this server does not have. */
const ABSENT_DRIVERS = ["git", "blob", "sqlite3", "postgres", "mysql", "hub", "overlay"];
/** Those that it has. */
const DRIVERS = ["disk"];
const KEYS = ["driver", ...DRIVERS, ...ABSENT_DRIVERS];
const PREFIX = "failed to create store";

const driverOf = openBlock("storage.Conf", { driver: text("") });

// biome-ignore format: one row per key
const disk = block("disk.Conf", {
  directory:       text(""),
  watchForChanges: boolean(false),
  scratchDir:      text(""),
});

/**
 * Reads the `storage` section; only the block of the driver in use is looked at.
 *
 * Throws: `server/config-invalid`, and `server/config-unavailable` for a driver that this server does not have.
 */
export function readStorage(section: ConfigNode | undefined): StorageSection {
  if (section !== undefined && !isNull(section) && section.kind !== "map") throw notAMap(section);
  refuseNearlyDrivers(section);
  const { driver } = must(
    decodeSection(section, driverOf),
    `${PREFIX}: failed to get storage driver configuration`,
  );
  if (driver === "disk") return readDisk(section);
  if (!ABSENT_DRIVERS.includes(driver)) {
    const message = `${PREFIX}: unknown storage driver [${driver}]; ${driverHint(driver)}`;
    throw new ConfigError("server/config-invalid", message);
  }
  const what = `storage driver [${driver}] is not available in this version of Orthrus; use [disk]`;
  throw new ConfigError("server/config-unavailable", `${PREFIX}: ${what}`);
}

/** The settings of a misspelt driver would be left alone, and others be in use. */
function refuseNearlyDrivers(section: ConfigNode | undefined): void {
  for (const { key, place, guess } of strangeKeys(section, KEYS)) {
    if (guess === undefined) continue;
    const what = `field ${key} not found in type storage.Conf; did you mean \`${guess}\`?`;
    throw new ConfigError("server/config-invalid", `${PREFIX}: ${place}${what}`);
  }
}

function driverHint(driver: string): string {
  const guess = nearestName(driver, DRIVERS);
  if (guess !== undefined) return `did you mean \`${guess}\`?`;
  return `set \`storage.driver\` to ${new Intl.ListFormat("en", { type: "disjunction" }).format(DRIVERS)}`;
}

/** Lists settings that no longer do anything, or never did. */
export function warningsOfStorage(section: ConfigNode | undefined): readonly string[] {
  const block_ = section?.kind === "map" ? section.entries.get("disk") : undefined;
  const isSet = block_?.kind === "map" && !isNull(block_.entries.get("scratchDir"));
  const key = "storage.disk.scratchDir";
  const strange = strangeKeys(section, KEYS).map(
    ({ key: unknown, place }) =>
      `[UNKNOWN CONFIG] ${place}there is no storage driver ${unknown}, it has no effect.`,
  );
  return isSet
    ? [...strange, `[DEPRECATED CONFIG] ${key} is deprecated and will be removed in a future release.`]
    : strange;
}

function readDisk(section: ConfigNode | undefined): StorageSection {
  const node = section?.kind === "map" ? section.entries.get("disk") : undefined;
  const { directory, watchForChanges } = must(
    decodeSection(node, disk),
    `${PREFIX}: failed to read disk configuration`,
  );
  return { driver: "disk", directory, watchForChanges };
}

function notAMap(section: ConfigNode): ConfigError {
  const { problem } = decodeSection(section, { ...driverOf, type: "map[string]interface {}" });
  const where = "failed to get storage driver configuration: failed to unmarshal storage config";
  return new ConfigError("server/config-invalid", `${PREFIX}: ${where}: ${problem}`);
}

function must<T>(result: { value?: T; problem?: string }, prefix: string): T {
  if (result.problem !== undefined || result.value === undefined) {
    throw new ConfigError("server/config-invalid", `${prefix}: ${result.problem}`);
  }
  return result.value;
}
