import { OrthrusError } from "@orthrus/protocol";

export type ConfigErrorCode =
  | "server/config-unreadable"
  | "server/config-invalid-yaml"
  | "server/config-unknown-variable"
  | "server/config-invalid-override"
  | "server/config-invalid"
  | "server/config-unavailable";

/** The configuration cannot be used; the server does not start. Messages are those that operators know from Cerbos. */
export class ConfigError extends OrthrusError<ConfigErrorCode> {}
