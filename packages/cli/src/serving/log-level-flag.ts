import type { FlagSpec } from "../command-line/command.ts";

/** Of every command that serves. */
export const LOG_LEVEL_FLAG: FlagSpec = {
  name: "log-level",
  kind: "text",
  help: "Log level (debug,info,warn,error)",
  fallback: "info",
  oneOf: ["debug", "info", "warn", "error"],
};
