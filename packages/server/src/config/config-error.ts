import { OrthrusError } from "@orthrus/protocol";

export type ConfigErrorCode =
  | "config/unreadable"
  | "config/invalid-yaml"
  | "config/unknown-variable"
  | "config/invalid-override"
  | "config/invalid"
  | "config/unavailable";

/** The configuration cannot be used; the server does not start. Messages are those that operators know from Cerbos. */
export class ConfigError extends OrthrusError<ConfigErrorCode> {}
