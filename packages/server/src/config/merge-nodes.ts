import { ConfigError } from "./config-error.ts";
import { type ConfigNode, isNull } from "./config-node.ts";

const WORDS = { scalar: "scalar", list: "sequence", map: "mapping" } as const;

/**
 * Lays one configuration over another: maps merge deeply, everything else is replaced, null clears.
 *
 * Throws: `server/config-invalid-yaml`, when the two have different shapes at one place.
 */
export function mergeNodes(base: ConfigNode, over: ConfigNode): ConfigNode {
  if (isNull(base) || isNull(over)) return over;
  if (base.kind !== over.kind) {
    const shapes = `can't merge a ${WORDS[over.kind]} into a ${WORDS[base.kind]}`;
    throw new ConfigError(
      "server/config-invalid-yaml",
      `failed to load config: couldn't merge YAML sources: ${shapes}`,
    );
  }
  if (base.kind !== "map" || over.kind !== "map") return over;
  const entries = new Map(base.entries);
  const keys = new Map([...(base.keys ?? []), ...(over.keys ?? [])]);
  for (const [key, value] of over.entries) {
    const below = base.entries.get(key);
    entries.set(key, below === undefined ? value : mergeNodes(below, value));
  }
  return { ...base, entries, keys };
}
