import { metadataOf, type RecordedCall } from "./recorded-call.ts";

/** Lists of `audit.includeMetadataKeys` and `audit.excludeMetadataKeys`. */
export interface MetadataKeys {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Names and values of what came with a call. */
export type Metadata = Readonly<Record<string, { readonly values: readonly string[] }>>;

/** Chooses what is recorded of what came with a call. Undefined when that is nothing. */
export type SelectMetadata = (call: RecordedCall) => Metadata | undefined;

// SECURITY: whoever reads the log must not be able to act for the callers in it.
const NEVER: ReadonlySet<string> = new Set([
  "authorization",
  "grpc-trace-bin",
  // What a gateway for gRPC in front of this server makes of it.
  "grpcgateway-authorization",
  "proxy-authorization",
]);
// SECURITY: a session, too; recorded only where it is asked for by name. The reference records it.
const ONLY_BY_NAME: ReadonlySet<string> = new Set(["cookie", "grpcgateway-cookie"]);

/** About the connection, not about the call. */
const OF_THE_HOP: ReadonlySet<string> = new Set([
  ":method",
  ":path",
  ":scheme",
  "connection",
  "content-length",
  "grpc-encoding",
  "grpc-timeout",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Prepares the choice: nothing without lists, else what is included, or everything, without what is excluded. Names
 * are compared as they are written, and headers are in lower case.
 */
export function metadataSelection({ include, exclude }: MetadataKeys): SelectMetadata {
  if (include.length === 0 && exclude.length === 0) return () => undefined;
  const included = new Set(include);
  const excluded = new Set(exclude);
  const isWanted = (name: string): boolean => {
    if (NEVER.has(name) || OF_THE_HOP.has(name) || excluded.has(name)) return false;
    return included.size === 0 ? !ONLY_BY_NAME.has(name) : included.has(name);
  };
  return (call) => {
    const headers = metadataOf(call);
    const chosen = Object.keys(headers).filter(isWanted).sort();
    if (chosen.length === 0) return undefined;
    return Object.fromEntries(chosen.map((name) => [name, { values: valuesOf(headers[name]) }]));
  };
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}
