import { ConfigError } from "./config-error.ts";
import type { ConfigNode } from "./config-node.ts";
import { boolean, decodeSection, openBlock, text } from "./decode.ts";

const PREFIX = "failed to create audit log";

/** Backends of the configuration format that this server does not have. */
const ABSENT_BACKENDS = ["local", "file", "kafka", "hub"];

// biome-ignore format: one row per key
const decoder = openBlock("audit.Conf", {
  enabled:             boolean(false),
  backend:             text(""),
  accessLogsEnabled:   boolean(true),
  decisionLogsEnabled: boolean(true),
});

/**
 * Accepts the `audit` section as long as it is off: an audit trail that somebody asked for must not be missing
 * without a word.
 *
 * Throws: `server/config-invalid`, and `server/config-unavailable` for a backend that this server does not have.
 */
export function refuseAudit(section: ConfigNode | undefined): void {
  const { value, problem } = decodeSection(section, decoder);
  if (problem !== undefined) {
    throw new ConfigError(
      "server/config-invalid",
      `${PREFIX}: failed to read audit configuration: ${problem}`,
    );
  }
  if (!value.enabled) return;
  if (!ABSENT_BACKENDS.includes(value.backend)) {
    throw new ConfigError("server/config-invalid", `${PREFIX}: unknown backend [${value.backend}]`);
  }
  const what = `backend [${value.backend}] is not available in this version of Orthrus; set audit.enabled to false`;
  throw new ConfigError("server/config-unavailable", `${PREFIX}: ${what}`);
}
