import { nearestName } from "@orthrus/policy";
import { ConfigError } from "./config-error.ts";
import { type ConfigMap, type ConfigNode, configPlaceText } from "./config-node.ts";

/** Sections for other programs, such as anchors to refer to. */
const EXTENSION = /^x-/;

/** Every section of the configuration format; those that this server does not use are left alone. */
// biome-ignore format: one row per use
const SECTIONS: readonly string[] = [
  "server", "engine", "schema", "audit", "auxData", "storage", "orthrus",
  "compile", "hub", "telemetry", "tracing",
];

/**
 * Refuses a section that nearly has the name of a known one: it would be left alone, and the known one have its defaults.
 *
 * Throws: `server/config-invalid`.
 */
export function refuseNearlySections(root: ConfigNode): void {
  for (const { key, place, guess } of strangeKeys(root, SECTIONS)) {
    if (guess === undefined || EXTENSION.test(key)) continue;
    const what = `unknown section ${key}; did you mean \`${guess}\`?`;
    throw new ConfigError("server/config-invalid", `failed to load config: ${place}${what}`);
  }
}

/** Keys of the section `audit`, and the backends of the format. */
const AUDIT: readonly string[] = [
  "enabled",
  "backend",
  "accessLogsEnabled",
  "decisionLogsEnabled",
  "includeMetadataKeys",
  "excludeMetadataKeys",
  "decisionLogFilters",
  "file",
  "local",
  "kafka",
  "hub",
];

/**
 * The same for the keys of `audit`, which also keeps blocks for backends: what is misspelt would not be recorded.
 *
 * Throws: `server/config-invalid`.
 */
export function refuseNearlyAuditKeys(section: ConfigNode | undefined): void {
  for (const { key, place, guess } of strangeKeys(section, AUDIT)) {
    if (guess === undefined) continue;
    const what = `field ${key} not found in type audit.Conf; did you mean \`${guess}\`?`;
    throw new ConfigError("server/config-invalid", `failed to create audit log: ${place}${what}`);
  }
}

/** Sections that nobody knows. */
export function warningsOfStrangeSections(root: ConfigNode): readonly string[] {
  const strange = strangeKeys(root, SECTIONS).filter(({ key }) => !EXTENSION.test(key));
  return strange.map(
    ({ key, place }) => `[UNKNOWN CONFIG] ${place}there is no section ${key}, it has no effect.`,
  );
}

/** A key that none of the known ones is. */
export interface StrangeKey {
  readonly key: string;
  /** Shape: `orthrus.yaml:7: `; `""` when nobody knows. */
  readonly place: string;
  /** The known one that was probably meant. */
  readonly guess: string | undefined;
}

/** Lists the keys of a mapping that are not among those known, in the order in which they were written. */
export function strangeKeys(node: ConfigNode | undefined, known: readonly string[]): readonly StrangeKey[] {
  if (node?.kind !== "map") return [];
  const strange = [...node.entries.keys()].filter((key) => !known.includes(key));
  return strange.map((key) => ({ key, place: placeOf(node, key), guess: nearestName(key, known) }));
}

function placeOf({ keys }: ConfigMap, key: string): string {
  const at = keys?.get(key);
  return at === undefined ? "" : `${configPlaceText(at)}: `;
}
