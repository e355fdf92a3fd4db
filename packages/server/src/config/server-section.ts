import { block, boolean, type Decoder, durationMs, integer, listOf, text } from "./decode.ts";
import { parseListenAddress } from "./listen-address.ts";

/** The `server` section under its own key names. Units: durations are milliseconds, sizes bytes. */
export interface ServerSection {
  readonly httpListenAddr: string;
  readonly grpcListenAddr: string;
  /** Text of an integer, read by `parseFileMode`. */
  readonly udsFileMode: string;
  readonly tls: TlsSection;
  readonly adminAPI: AdminApiSection;
  readonly cors: CorsSection;
  readonly requestLimits: { readonly maxActionsPerResource: number; readonly maxResourcesPerRequest: number };
  readonly metricsEnabled: boolean;
  readonly apiExplorerEnabled: boolean;
  readonly logRequestPayloads: boolean;
  readonly playgroundEnabled: boolean;
  /** Says nothing about listeners in the log. */
  readonly embeddedMode: boolean;
  readonly advanced: { readonly http: AdvancedHttpSection; readonly grpc: AdvancedGrpcSection };
}

/** Paths; TLS is on when both `cert` and `key` are given. */
export interface TlsSection {
  readonly cert: string;
  readonly key: string;
  readonly caCert: string;
}

export interface AdminApiSection {
  readonly enabled: boolean;
  readonly adminCredentials: { readonly username: string; readonly passwordHash: string };
}

export interface CorsSection {
  readonly disabled: boolean;
  readonly allowedOrigins: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly maxAge: number;
}

export interface AdvancedHttpSection {
  readonly readTimeout: number;
  readonly readHeaderTimeout: number;
  readonly writeTimeout: number;
  readonly idleTimeout: number;
}

export interface AdvancedGrpcSection {
  readonly maxRecvMsgSizeBytes: number;
  readonly maxConcurrentStreams: number;
  readonly maxConnectionAge: number;
  readonly connectionTimeout: number;
}

const MINUTE_MS = 60_000;
const LIMIT = { lowest: 1, highest: 500 };

// biome-ignore format: one row per key
const tls = block("server.TLSConf", { cert: text(""), key: text(""), caCert: text("") });

// biome-ignore format: one row per key
const adminApi = block("server.AdminAPIConf", {
  enabled:          boolean(false),
  adminCredentials: block("server.AdminCredentialsConf", {
    username:     text("cerbos"),
    passwordHash: text(""),
  }),
});

// biome-ignore format: one row per key
const cors = block("server.CORSConf", {
  disabled:       boolean(false),
  allowedOrigins: listOf(text(""), ["*"]),
  allowedHeaders: listOf(text(""), ["accept", "content-type", "user-agent", "x-requested-with"]),
  maxAge:         durationMs(0),
});

// biome-ignore format: one row per key
const advanced = block("server.AdvancedConf", {
  http: block("server.AdvancedHTTPConf", {
    readTimeout:       durationMs(30_000),
    readHeaderTimeout: durationMs(15_000),
    writeTimeout:      durationMs(30_000),
    idleTimeout:       durationMs(2 * MINUTE_MS),
  }),
  grpc: block("server.AdvancedGRPCConf", {
    maxRecvMsgSizeBytes:  integer("uint", 4_194_304),
    maxConcurrentStreams: integer("uint32", 1024),
    maxConnectionAge:     durationMs(10 * MINUTE_MS),
    connectionTimeout:    durationMs(MINUTE_MS),
  }),
});

// biome-ignore format: one row per key
const fields = {
  httpListenAddr: text(":3592"),
  grpcListenAddr: text(":3593"),
  udsFileMode:    text("0o766"),
  tls,
  adminAPI:       adminApi,
  cors,
  requestLimits:  block("server.RequestLimitsConf", {
    maxActionsPerResource:  integer("uint", 50),
    maxResourcesPerRequest: integer("uint", 50),
  }),
  metricsEnabled:     boolean(true),
  apiExplorerEnabled: boolean(true),
  logRequestPayloads: boolean(false),
  playgroundEnabled:  boolean(false),
  embeddedMode:       boolean(false),
  advanced,
};

const decoder = block("server.Conf", fields);

export const serverSection: Decoder<ServerSection> = decoder;

/** Lists what is wrong with a decoded section, in the words operators know. */
export function problemsOfServer(section: ServerSection): readonly string[] {
  return [
    addressProblem("httpListenAddr", section.httpListenAddr),
    addressProblem("grpcListenAddr", section.grpcListenAddr),
    fileModeProblem(section.udsFileMode),
    limitProblem("maxActionsPerResource", section.requestLimits.maxActionsPerResource),
    limitProblem("maxResourcesPerRequest", section.requestLimits.maxResourcesPerRequest),
  ].filter((problem) => problem !== undefined);
}

/**
 * Reads the mode of a socket file the way Go reads integer literals.
 *
 * Shape: `"0o766"`, `"0766"` and `"502"` → 502; anything else → undefined.
 */
export function parseFileMode(mode: string): number | undefined {
  const [, sign, body = ""] = /^([-+]?)(0x[0-9a-f]+|0o[0-7]+|0b[01]+|[0-9]+)$/i.exec(mode) ?? [];
  if (body === "" || (/^0[0-9]/.test(body) && !/^[0-7]+$/.test(body))) return undefined;
  const size = /^0[0-7]/.test(body) ? Number.parseInt(body, 8) : Number(body);
  return sign === "-" ? -size : size;
}

const ADDRESS_EXAMPLE = "write it like `:3592`, `127.0.0.1:3592` or `unix:/run/orthrus.sock`";

function addressProblem(key: string, address: string): string | undefined {
  const { problem } = parseListenAddress(address);
  return problem && `invalid ${key} '${address}': ${problem} (${ADDRESS_EXAMPLE})`;
}

function fileModeProblem(mode: string): string | undefined {
  const quoted = JSON.stringify(mode);
  const value = parseFileMode(mode);
  if (value === undefined)
    return `invalid udsFileMode ${quoted}: strconv.ParseInt: parsing ${quoted}: invalid syntax`;
  if (value >= 2 ** 31 || value < -(2 ** 31)) {
    return `invalid udsFileMode ${quoted}: strconv.ParseInt: parsing ${quoted}: value out of range`;
  }
  return value > 0 ? undefined : `invalid udsFileMode ${quoted}`;
}

function limitProblem(key: string, limit: number): string | undefined {
  if (limit >= LIMIT.lowest && limit <= LIMIT.highest) return undefined;
  return `${key} must be between ${LIMIT.lowest} and ${LIMIT.highest}`;
}
