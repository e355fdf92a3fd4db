export { COMPATIBLE_VERSION, ORTHRUS_VERSION } from "@orthrus/protocol";
export { ConfigError, type ConfigErrorCode } from "./config/config-error.ts";
export type { ConfigNode } from "./config/config-node.ts";
export { type Config, decodeConfig, readServerSection } from "./config/decode-config.ts";
export { parseGoDuration } from "./config/go-duration.ts";
export {
  formatListenAddress,
  type ListenAddress,
  type ParsedListenAddress,
  parseListenAddress,
} from "./config/listen-address.ts";
export { BUILT_IN, type ConfigSources, loadConfig } from "./config/load-config.ts";
export { parseOverrides } from "./config/parse-override.ts";
export type { ServerSection, TlsSection } from "./config/server-section.ts";
export { grpcCodeName } from "./observability/log-call.ts";
export { LOG_LEVELS, type LogLevel, LogThreshold, parseLogLevel } from "./observability/log-level.ts";
export {
  createLogger,
  type LogDestination,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogStream,
} from "./observability/logger.ts";
export { type RunningServer, type ServerOptions, startServer } from "./server.ts";
export { StartError, type StartErrorCode } from "./start-error.ts";
