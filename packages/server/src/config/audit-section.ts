import { ConfigError } from "./config-error.ts";
import type { ConfigNode } from "./config-node.ts";
import {
  block,
  boolean,
  type Decoder,
  decodeSection,
  durationMs,
  integer,
  listOf,
  openBlock,
  optional,
  text,
} from "./decode.ts";

const PREFIX = "failed to create audit log";

/** Backends of the configuration format that this server does not have. */
const ABSENT_BACKENDS = ["kafka", "hub"];

const HOUR_MS = 3_600_000;

/** What is logged of calls and decisions, and where to. */
export interface AuditSection {
  readonly accessLogsEnabled: boolean;
  readonly decisionLogsEnabled: boolean;
  readonly includeMetadataKeys: readonly string[];
  readonly excludeMetadataKeys: readonly string[];
  readonly decisionLogFilters: DecisionLogFilters;
  readonly to: AuditBackendSection;
}

/** Decisions that are left out. */
export interface DecisionLogFilters {
  readonly checkResources: { readonly ignoreAllowAll: boolean };
  readonly planResources: { readonly ignoreAll: boolean; readonly ignoreAlwaysAllow: boolean };
}

/** Where entries go. */
export type AuditBackendSection =
  | ({ readonly backend: "file" } & FileAuditSection)
  | ({ readonly backend: "local" } & LocalAuditSection);

export interface FileAuditSection {
  /** `stdout` and `stderr` are not files. */
  readonly path: string;
  readonly additionalPaths: readonly string[];
  readonly logRotation: FileRotation | undefined;
}

/** 0 is no limit, and of the size the usual one. */
export interface FileRotation {
  readonly maxFileSizeMB: number;
  readonly maxFileAgeDays: number;
  readonly maxFileCount: number;
}

/** Units: milliseconds. */
export interface LocalAuditSection {
  readonly storagePath: string;
  readonly retentionPeriod: number;
  readonly advanced: {
    readonly bufferSize: number;
    readonly maxBatchSize: number;
    readonly flushInterval: number;
    /** 0 is never. */
    readonly gcInterval: number;
  };
}

// biome-ignore format: one row per key
const decoder = openBlock("audit.Conf", {
  enabled:             boolean(false),
  backend:             text(""),
  accessLogsEnabled:   boolean(true),
  decisionLogsEnabled: boolean(true),
  includeMetadataKeys: listOf(text("")),
  excludeMetadataKeys: listOf(text("")),
  decisionLogFilters:  block("audit.DecisionLogFilters", {
    checkResources:    block("audit.CheckResourcesFilter", {
      ignoreAllowAll:    boolean(false),
    }),
    planResources:     block("audit.PlanResourcesFilter", {
      ignoreAll:         boolean(false),
      ignoreAlwaysAllow: boolean(false),
    }),
  }),
});

// biome-ignore format: one row per key
const rotation: Decoder<FileRotation> = block("file.LogRotation", {
  maxFileSizeMB:  integer("uint", 0),
  maxFileAgeDays: integer("uint", 0),
  maxFileCount:   integer("uint", 0),
});

// biome-ignore format: one row per key
const file: Decoder<FileAuditSection> = block("file.Conf", {
  path:            text("stdout"),
  additionalPaths: listOf(text("")),
  logRotation:     optional(rotation),
});

// biome-ignore format: one row per key
const local: Decoder<LocalAuditSection> = block("local.Conf", {
  storagePath:     text(""),
  retentionPeriod: durationMs(7 * 24 * HOUR_MS),
  advanced:        block("local.AdvancedConf", {
    bufferSize:      integer("uint", 16),
    maxBatchSize:    integer("uint", 16),
    flushInterval:   durationMs(30_000),
    gcInterval:      durationMs(15 * 60_000),
  }),
});

/**
 * Reads the `audit` section; only the block of the backend in use is looked at. Undefined while it is off.
 *
 * Throws: `server/config-invalid`, and `server/config-unavailable` for a backend that this server does not have.
 */
export function readAudit(section: ConfigNode | undefined): AuditSection | undefined {
  const { enabled, backend, ...audit } = must(
    decodeSection(section, decoder),
    `${PREFIX}: failed to read audit configuration`,
  );
  return enabled ? { ...audit, to: readBackend(section, backend) } : undefined;
}

function readBackend(section: ConfigNode | undefined, backend: string): AuditBackendSection {
  switch (backend) {
    case "file":
      return { backend, ...readBlock(section, { backend, decoder: file, problemsOf: problemsOfFile }) };
    case "local":
      return { backend, ...readBlock(section, { backend, decoder: local, problemsOf: problemsOfLocal }) };
    default:
      throw unusable(backend);
  }
}

function unusable(backend: string): ConfigError {
  if (!ABSENT_BACKENDS.includes(backend)) {
    return new ConfigError("server/config-invalid", `${PREFIX}: unknown backend [${backend}]`);
  }
  const what = `backend [${backend}] is not available in this version of Orthrus; use [file] or [local]`;
  return new ConfigError("server/config-unavailable", `${PREFIX}: ${what}`);
}

interface BackendBlock<T> {
  readonly backend: string;
  readonly decoder: Decoder<T>;
  readonly problemsOf: (value: T) => readonly string[];
}

function readBlock<T>(
  section: ConfigNode | undefined,
  { backend, decoder: blockDecoder, problemsOf }: BackendBlock<T>,
): T {
  const prefix = `${PREFIX}: failed to create backend: failed to read ${backend} audit log configuration`;
  const node = section?.kind === "map" ? section.entries.get(backend) : undefined;
  const value = must(decodeSection(node, blockDecoder), prefix);
  const problems = problemsOf(value);
  if (problems.length === 0) return value;
  throw new ConfigError("server/config-invalid", `${prefix}: ${problems.join("; ")}`);
}

function problemsOfFile({ path, additionalPaths }: FileAuditSection): readonly string[] {
  return [path, ...additionalPaths]
    .filter((each) => each.trim() === "")
    .map((each) => `invalid path "${each}"`);
}

function problemsOfLocal({ storagePath, retentionPeriod, advanced }: LocalAuditSection): readonly string[] {
  const { bufferSize, maxBatchSize, flushInterval, gcInterval } = advanced;
  // biome-ignore format: one row per rule
  const rules: readonly (readonly [holds: boolean, problem: string])[] = [
    [storagePath.trim() !== "", "storagePath should not be empty"],
    [retentionPeriod >= HOUR_MS && retentionPeriod <= 720 * HOUR_MS, "retentionPeriod must be between 1h0m0s and 720h0m0s"],
    [bufferSize >= 1, "bufferSize must be at least 1"],
    [maxBatchSize >= 1, "maxBatchSize must be at least 1"],
    [flushInterval >= 1000, "flushInterval must be at least 1s"],
    [gcInterval >= 0, "gcInterval must not be negative"],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}

function must<T>(result: { readonly value?: T; readonly problem?: string }, prefix: string): T {
  if (result.problem !== undefined || result.value === undefined) {
    throw new ConfigError("server/config-invalid", `${prefix}: ${result.problem}`);
  }
  return result.value;
}
