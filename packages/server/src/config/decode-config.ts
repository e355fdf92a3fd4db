import { type AuditSection, readAudit } from "./audit-section.ts";
import {
  type AuxDataSection,
  auxDataSection,
  problemsOfAuxData,
  warningsOfAuxData,
} from "./aux-data-section.ts";
import { ConfigError } from "./config-error.ts";
import { type ConfigNode, isNull } from "./config-node.ts";
import { block, type Decoder, decodeSection, integer, text } from "./decode.ts";
import { type EngineSection, engineSection, problemsOfEngine } from "./engine-section.ts";
import { type OrthrusSection, orthrusSection, problemsOfOrthrus } from "./orthrus-section.ts";
import { type SchemaSection, schemaSection, warningsOfSchema } from "./schema-section.ts";
import { problemsOfServer, type ServerSection, serverSection } from "./server-section.ts";
import { readStorage, type StorageSection, warningsOfStorage } from "./storage-section.ts";
import { refuseNearlyAuditKeys, refuseNearlySections, warningsOfStrangeSections } from "./strange-keys.ts";

/** Everything a server starts from. */
export interface Config {
  readonly server: ServerSection;
  readonly engine: EngineSection;
  readonly schema: SchemaSection;
  /** Undefined while it is off. */
  readonly audit: AuditSection | undefined;
  readonly auxData: AuxDataSection;
  readonly storage: StorageSection;
  readonly orthrus: OrthrusSection;
  /** Sentences to log once: insecure, deprecated and ineffective settings. */
  readonly warnings: readonly string[];
}

// biome-ignore format: one row per section, in the order in which a start reads them
const PREFIX = {
  server:  "failed to load server configuration",
  schema:  'failed to create schema manager: failed to get config section "schema"',
  compile: "failed to create compile manager",
  engine:  "failed to create ruletable manager: failed to read engine configuration",
  auxData: "failed to initialize auxData handler",
  orthrus: "failed to load orthrus configuration",
};

/** Its settings went away; they are read to find mistakes, and warned about. */
const compileSection = block("compile.Conf", { cacheSize: integer("uint", 0), cacheDuration: text("") });

/**
 * Decodes every section this server uses and checks it; unknown sections are left alone.
 *
 * Throws: `server/config-invalid`, `server/config-unavailable`; the first section with a problem lists all of its problems.
 */
export function decodeConfig(root: ConfigNode): Config {
  const sections = root.kind === "map" ? root.entries : new Map<string, ConfigNode>();
  refuseNearlySections(root);
  refuseNearlyAuditKeys(sections.get("audit"));
  const server = readServerSection(root, PREFIX.server);
  const audit = readAudit(sections.get("audit"));
  const storage = readStorage(sections.get("storage"));
  const schema = decode(sections.get("schema"), schemaSection, PREFIX.schema);
  decode(sections.get("compile"), compileSection, PREFIX.compile);
  const engine = decode(sections.get("engine"), engineSection, PREFIX.engine, problemsOfEngine);
  const auxData = decode(sections.get("auxData"), auxDataSection, PREFIX.auxData, problemsOfAuxData);
  const orthrus = decode(sections.get("orthrus"), orthrusSection, PREFIX.orthrus, problemsOfOrthrus);
  const warnings = [
    ...warningsOfStrangeSections(root),
    ...warningsOfSections(sections),
    ...warningsOfServer(server),
    ...warningsOfStorage(sections.get("storage")),
    ...warningsOfSchema(sections.get("schema")),
    ...warningsOfAuxData(auxData),
  ];
  return { server, engine, schema, audit, auxData, storage, orthrus, warnings };
}

/**
 * Decodes the `server` section alone, for programs that look for a running server.
 *
 * Throws: `server/config-invalid`, its message after the prefix.
 */
export function readServerSection(root: ConfigNode, prefix: string): ServerSection {
  const section = root.kind === "map" ? root.entries.get("server") : undefined;
  return decode(section, serverSection, prefix, problemsOfServer);
}

function decode<T>(
  node: ConfigNode | undefined,
  decoder: Decoder<T>,
  prefix: string,
  problemsOf: (section: T) => readonly string[] = () => [],
): T {
  const { value, problem } = decodeSection(node, decoder);
  if (problem !== undefined) throw new ConfigError("server/config-invalid", `${prefix}: ${problem}`);
  const problems = problemsOf(value);
  if (problems.length > 0)
    throw new ConfigError("server/config-invalid", `${prefix}: ${problems.join("; ")}`);
  return value;
}

function warningsOfSections(sections: ReadonlyMap<string, ConfigNode>): readonly string[] {
  const compile = sections.get("compile");
  const deprecated = (compile?.kind === "map" ? [...compile.entries.keys()] : []).map(
    (key) => `[DEPRECATED CONFIG] compile.${key} is deprecated and will be removed in a future release.`,
  );
  const tracing =
    "[UNSUPPORTED CONFIG] The tracing section is not supported; use the OTEL_* environment variables.";
  return isNull(sections.get("tracing")) ? deprecated : [...deprecated, tracing];
}

function warningsOfServer(section: ServerSection): readonly string[] {
  const { playgroundEnabled } = section;
  const unavailable = (key: string): string =>
    `[UNSUPPORTED CONFIG] ${key} has no effect: it is not available in this version of Orthrus.`;
  return [...(playgroundEnabled ? [unavailable("server.playgroundEnabled")] : [])];
}
